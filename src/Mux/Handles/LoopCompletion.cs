using System.Threading.Tasks.Sources;

namespace Mux;

/// <summary>
/// The awaitable part of an operation of a loop. It serves one operation after the other, each from its beginning until its result was taken. A caller that began to await on the loop resumes inside the call
/// that completes the operation: no queue, no allocation. A caller that began elsewhere resumes where its context says, or on the thread pool, and never on the loop by accident.
/// </summary>
/// <remarks>A mutable structure: keep it in a field that is not read-only, and never copy it.</remarks>
internal struct LoopCompletion<T>(EventLoop loop)
{
    private ManualResetValueTaskSourceCore<T> _core;

    /// <summary>What goes on when the operation completes, as the awaiter gave it: of an async method the object that holds its state. For messages.</summary>
    public object? Awaiter { get; private set; }

    /// <summary>Tells this operation's ValueTask from the former ones.</summary>
    public readonly short Version => _core.Version;

    /// <summary>Makes ready for the next operation.</summary>
    public void Reset()
    {
        Awaiter = null;
        _core.Reset();
    }

    public void SetResult(T result) => _core.SetResult(result);

    public void SetException(Exception failure) => _core.SetException(failure);

    public readonly ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public readonly T GetResult(short token) => _core.GetResult(token);

    /// <summary>Refuses to hand out a result that is not there yet, so that the operation's object is not taken for a free one.</summary>
    /// <exception cref="InvalidOperationException">The operation is pending, or the token is not its own.</exception>
    public readonly void ThrowIfPending(short token)
    {
        if (_core.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("The operation has not completed yet: await its ValueTask, or turn it into a Task by AsTask before blocking on it.");
        }
    }

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        bool isOnLoop = loop.IsCurrentThread;
        if (isOnLoop && loop.IsCurrentContext)
        {
            flags &= ~ValueTaskSourceOnCompletedFlags.UseSchedulingContext; // The context would queue what may run at once.
        }

        Awaiter = state;
        _core.RunContinuationsAsynchronously = !isOnLoop && !BlockedCaller.IsOne(state);
        _core.OnCompleted(continuation, state, token, flags);
    }
}
