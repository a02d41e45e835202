using System.Net.Sockets;
using Mux.Interop;

namespace Mux;

/// <summary>An accept: one attempt, or an awaited one.</summary>
internal struct AcceptOperation(StreamListener listener)
{
    private readonly StreamListener _listener = listener;

    /// <summary>Why the last attempt brought no connection.</summary>
    public SocketError Error { get; private set; }

    /// <summary>Answers with null where the attempt failed.</summary>
    public static readonly StepwiseAttempt<AcceptOperation, StreamSocket?> Attempt = static (ref AcceptOperation state, out StreamSocket? accepted) =>
    {
        accepted = state._listener.Accept(out SocketError error);
        state.Error = error;
        return error == SocketError.WouldBlock ? AttemptOutcome.WouldBlock : AttemptOutcome.Done;
    };

    /// <summary>Throws where the attempt failed.</summary>
    public static readonly StepwiseAttempt<AcceptOperation, StreamSocket> AttemptOrThrow = static (ref AcceptOperation state, out StreamSocket accepted) =>
    {
        AttemptOutcome outcome = Attempt(ref state, out StreamSocket? socket);
        accepted = socket!;
        return outcome == AttemptOutcome.WouldBlock || socket is not null ? outcome : throw SocketFailure.Of(state.Error);
    };
}
