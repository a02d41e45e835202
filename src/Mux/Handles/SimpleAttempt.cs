namespace Mux;

/// <summary>Makes a stepwise attempt of one that only tells whether it would have blocked.</summary>
internal static class SimpleAttempt<TState, TResult>
{
    public static readonly StepwiseAttempt<(TState State, Attempt<TState, TResult> Attempt), TResult> Step =
        static (ref (TState State, Attempt<TState, TResult> Attempt) state, out TResult result) =>
            state.Attempt(state.State, out result) ? AttemptOutcome.Done : AttemptOutcome.WouldBlock;
}
