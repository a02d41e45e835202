namespace Mux;

/// <summary>One attempt at an operation on a handle: it never blocks.</summary>
/// <typeparam name="TState">The type of what the attempt needs.</typeparam>
/// <typeparam name="TResult">The type of what the operation returns.</typeparam>
/// <param name="state">What the attempt needs, such as the handle and a buffer.</param>
/// <param name="result">The result, when the attempt succeeded.</param>
/// <returns>True when the operation is done. False when it would have blocked: it is attempted again when the handle is ready.</returns>
/// <remarks>
/// <para>
/// False means that a system call on this handle answered EAGAIN: the handle had nothing more, so that the next event will tell of something new. A library that says "would block" for a reason of its own, with something left behind its
/// descriptor, is not to be called by an attempt: await <see cref="AsyncHandle.WaitAsync"/>, and call it then.
/// </para>
/// <para>An exception ends the operation: the caller's task carries it.</para>
/// </remarks>
public delegate bool Attempt<TState, TResult>(TState state, out TResult result);

/// <summary>One attempt at an operation that may need several, or that knows more than whether it would have blocked.</summary>
/// <typeparam name="TState">The type of what the attempt needs and how far the operation has got.</typeparam>
/// <typeparam name="TResult">The type of what the operation returns.</typeparam>
/// <param name="state">What the attempt needs and how far the operation has got. It is kept from one attempt to the next.</param>
/// <param name="result">The result, when the operation is done.</param>
/// <returns>What the attempt came to.</returns>
/// <inheritdoc cref="Attempt{TState, TResult}" path="/remarks"/>
public delegate AttemptOutcome StepwiseAttempt<TState, TResult>(ref TState state, out TResult result)
    where TState : allows ref struct;
