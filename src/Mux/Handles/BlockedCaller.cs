using System.Runtime.CompilerServices;

namespace Mux;

/// <summary>A thread that blocks until an operation of a loop has completed. The thread that completes it sets it free: the thread pool, which may have no thread left, is not needed.</summary>
#pragma warning disable CA1001 // The event is left to its finalizer: it may be set after the caller has gone on.
internal sealed class BlockedCaller
#pragma warning restore CA1001
{
    private readonly ManualResetEventSlim _freed = new();

    private BlockedCaller()
    {
    }

    /// <summary>Whether a continuation is a blocked caller's, which takes no time and runs nobody's code.</summary>
    public static bool IsOne(object? continuation) => continuation is Action { Target: BlockedCaller };

    /// <summary>Blocks until the operation has completed.</summary>
    /// <returns>Its result.</returns>
    /// <exception cref="Exception">What it ended with.</exception>
    public static T Await<T>(ValueTask<T> operation)
    {
        ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter = operation.ConfigureAwait(false).GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            var caller = new BlockedCaller();
            awaiter.UnsafeOnCompleted(caller.Free);
            caller.BlockUnless(awaiter.IsCompleted);
        }

        return awaiter.GetResult();
    }

    /// <inheritdoc cref="Await{T}(ValueTask{T})"/>
    public static void Await(ValueTask operation)
    {
        ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter awaiter = operation.ConfigureAwait(false).GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            var caller = new BlockedCaller();
            awaiter.UnsafeOnCompleted(caller.Free);
            caller.BlockUnless(awaiter.IsCompleted);
        }

        awaiter.GetResult();
    }

    // An operation that completed before it was told of this caller has sent the pool to free it, which may take any time.
    private void BlockUnless(bool hasCompleted)
    {
        if (!hasCompleted)
        {
            _freed.Wait();
        }
    }

    private void Free() => _freed.Set();
}
