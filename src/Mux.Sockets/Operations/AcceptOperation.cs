namespace Mux;

/// <summary>An accept: one attempt, or an awaited one.</summary>
internal struct AcceptOperation(StreamListener listener)
{
    private readonly StreamListener _listener = listener;

    /// <summary>Why the last attempt brought no connection; done when it brought one.</summary>
    public SocketResult Failure { get; private set; }

    /// <summary>Answers with null where the attempt failed.</summary>
    public static readonly StepwiseAttempt<AcceptOperation, StreamSocket?> Attempt = static (ref AcceptOperation state, out StreamSocket? accepted) =>
    {
        accepted = state._listener.Accept(out SocketResult failure);
        state.Failure = failure;
        return failure.WouldBlock ? AttemptOutcome.WouldBlock : AttemptOutcome.Done;
    };

    /// <summary>Throws where the attempt failed.</summary>
    public static readonly StepwiseAttempt<AcceptOperation, StreamSocket> AttemptOrThrow = static (ref AcceptOperation state, out StreamSocket accepted) =>
    {
        AttemptOutcome outcome = Attempt(ref state, out StreamSocket? socket);
        accepted = socket!;
        return state.Failure.IsFailed ? throw state.Failure.ToException() : outcome;
    };
}
