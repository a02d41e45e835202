using System.Threading.Tasks.Sources;

namespace Mux;

/// <summary>
/// The awaitable part of an operation of a loop, used again for one operation after the other. Whoever began to await on the loop resumes inside the call that completes it: no queue, no allocation. Whoever
/// began elsewhere resumes where that context says, or on the thread pool, and never on the loop by accident.
/// </summary>
/// <remarks>A mutable structure: keep it in a field that is not read-only, and never copy it.</remarks>
internal struct LoopCompletion<T>(EventLoop loop)
{
    private ManualResetValueTaskSourceCore<T> _core;

    /// <summary>Tells this operation's ValueTask from the former ones.</summary>
    public readonly short Version => _core.Version;

    /// <summary>Makes ready for the next operation.</summary>
    public void Reset() => _core.Reset();

    public void SetResult(T result) => _core.SetResult(result);

    public void SetException(Exception failure) => _core.SetException(failure);

    public readonly ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public readonly T GetResult(short token) => _core.GetResult(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        if (loop.IsCurrentThread)
        {
            OnCompletedInline(continuation, state, token, flags & ~ValueTaskSourceOnCompletedFlags.UseSchedulingContext);
            return;
        }

        _core.RunContinuationsAsynchronously = true;
        _core.OnCompleted(continuation, state, token, flags);
    }

    /// <summary>The continuation runs inside the call that completes the operation, wherever that is.</summary>
    public void OnCompletedInline(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags = ValueTaskSourceOnCompletedFlags.None)
    {
        _core.RunContinuationsAsynchronously = false;
        _core.OnCompleted(continuation, state, token, flags);
    }
}
