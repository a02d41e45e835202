namespace Mux;

/// <summary>Brings the rest of an async method back to the loop on which it began.</summary>
internal sealed class LoopSynchronizationContext(EventLoop loop) : SynchronizationContext
{
    /// <summary>Queues the callback; once the loop has ended, on the thread pool, so that async methods which outlive their loop still come to their end.</summary>
    public override void Post(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);

        if (!loop.TryQueue(Callback.OfContextCallback, d, state))
        {
            RunElsewhere(d, state);
        }
    }

    /// <summary>Runs the callback on the loop and waits for it. On the loop's own thread it runs at once.</summary>
    public override void Send(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);

        if (loop.IsCurrentThread)
        {
            d(state);
            return;
        }

        loop.InvokeAsync(() => d(state)).GetAwaiter().GetResult();
    }

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Hands what a loop will not run any more to the thread pool.</summary>
    public static void RunElsewhere(SendOrPostCallback callback, object? state) =>
        ThreadPool.UnsafeQueueUserWorkItem(static item => item.callback(item.state), (callback, state), preferLocal: false);
}
