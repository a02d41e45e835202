namespace Mux.Tests;

/// <summary>Delays that are cancelled leave nothing behind.</summary>
public sealed class CancelledDelayTests
{
    [Fact]
    public async Task A_cancelled_delay_leaves_the_loops_timers_at_once()
    {
        using var running = new RunningLoop(NativeMultiplexer.Create());
        EventLoop loop = running.Loop;
        using var cancel = new CancellationTokenSource();

        Task[] delays = await loop.InvokeAsync(
            () => Enumerable.Range(0, 100).Select(_ => loop.DelayAsync(TimeSpan.FromHours(1), cancel.Token).AsTask()).ToArray(), TestContext.Current.CancellationToken);
        int scheduled = loop.Timers.Count;
        await cancel.CancelAsync();

        foreach (Task delay in delays)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delay.InTime());
        }

        running.Settle();
        Assert.Equal(100, scheduled);
        Assert.Equal(0, loop.Timers.Count);
    }
}
