namespace Mux;

/// <summary>What one attempt at an operation came to.</summary>
/// <seealso cref="StepwiseAttempt{TState, TResult}"/>
public enum AttemptOutcome
{
    /// <summary>It would have blocked. It is attempted again when the handle is ready.</summary>
    WouldBlock,

    /// <summary>The operation is done. Another attempt may find more.</summary>
    Done,

    /// <summary>The operation is done, and another attempt would block until the next event. This saves the next operation its first attempt. When in doubt, answer <see cref="Done"/>.</summary>
    DoneAndDrained,

    /// <summary>
    /// A piece is done and more can be attempted at once. The loop lets its other work run after a few pieces. A piece should take well below a millisecond: 256 KiB of memory, for example.
    /// </summary>
    Unfinished,
}
