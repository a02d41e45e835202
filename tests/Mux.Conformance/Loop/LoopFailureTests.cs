using Microsoft.Extensions.Logging;

namespace Mux.Conformance;

/// <summary>A wait that fails ends the loop, and everybody who has to do with it is told.</summary>
public abstract class LoopFailureTests : LoopSuite
{
    private const int LoopFailed = 3;

    private readonly MultiplexerException _failure = new("wait", 5);

    [Fact]
    public async Task Run_throws_the_reason_and_Completion_holds_it()
    {
        using var mux = new ObservedMultiplexer(Create());
        using var running = new RunningLoop(mux);

        Fail(running, mux);

        Assert.Same(_failure, await Assert.ThrowsAsync<MultiplexerException>(() => running.Loop.Completion.InTime()));
        Assert.Same(_failure, Assert.Throws<MultiplexerException>(running.Join));
        Assert.True(running.Loop.Completion.IsFaulted);
    }

    [Fact]
    public void The_failure_is_logged_as_critical()
    {
        using var log = new RecordingLog();
        using var mux = new ObservedMultiplexer(Create());
        using var running = new RunningLoop(mux, null, new EventLoopServices { LoggerFactory = log });

        Fail(running, mux);
        Assert.Throws<MultiplexerException>(running.Join);

        RecordingLog.LogEntry entry = Assert.Single(log.Of(LoopFailed));
        Assert.Equal((LogLevel.Critical, _failure), (entry.Level, entry.Exception));
    }

    [Fact]
    public async Task Work_is_refused_from_then_on()
    {
        using var mux = new ObservedMultiplexer(Create());
        using var running = new RunningLoop(mux);
        using var pair = ConnectedPair.OnLoopback();
        EventLoop loop = running.Loop;

        Fail(running, mux);
        Assert.Throws<MultiplexerException>(running.Join);

        Assert.Throws<ObjectDisposedException>(() => loop.Post(() => { }));
        Assert.Throws<ObjectDisposedException>(() => loop.Schedule(TimeSpan.Zero, () => { }));
        Assert.Throws<ObjectDisposedException>(() => loop.Attach(pair.Left));
        Assert.Throws<ObjectDisposedException>(() => loop.Register(pair.Left, Interests.Readable, TriggerMode.Level, new CallingHandler(_ => { })));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => loop.InvokeAsync(() => { }).InTime());
    }

    [Fact]
    public async Task What_is_awaited_on_the_loop_ends()
    {
        using var mux = new ObservedMultiplexer(Create());
        using var running = new RunningLoop(mux);
        using var pair = ConnectedPair.OnLoopback();
        AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);
        Task[] waits =
        [
            left.ReadableAsync(CancellationToken.None).AsTask(),
            running.Loop.DelayAsync(TimeSpan.FromDays(1), CancellationToken.None).AsTask(),
            running.Loop.InvokeAsync(() => running.Loop.DelayAsync(TimeSpan.FromDays(1), CancellationToken.None).AsTask()),
        ];
        running.Settle();

        Fail(running, mux);

        foreach (Task wait in waits)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => wait.InTime());
        }

        Assert.Throws<MultiplexerException>(running.Join);
    }

    [Fact]
    public void What_was_posted_before_still_runs()
    {
        using var mux = new ObservedMultiplexer(Create());
        using var running = new RunningLoop(mux);
        int ran = 0;

        mux.AwaitSleep();
        mux.AfterWait(() =>
        {
            running.Loop.Post(() => ran++);
            throw _failure;
        });
        running.Loop.Post(() => ran++);
        Assert.Throws<MultiplexerException>(running.Join);

        Assert.Equal(2, ran);
    }

    [Fact]
    public async Task Dispose_and_StopAsync_of_a_loop_that_has_failed_throw_nothing()
    {
        using var mux = new ObservedMultiplexer(Create());
        using var running = new RunningLoop(mux);

        Fail(running, mux);
        running.Loop.Dispose();
        await running.Loop.DisposeAsync();
        await running.Loop.StopAsync(CancellationToken.None);

        Assert.Throws<MultiplexerException>(running.Join);
    }

    [Fact]
    public void A_multiplexer_that_is_disposed_of_under_the_loop_ends_it()
    {
        using RunningLoop running = Start();

        running.Multiplexer.Dispose();

        Assert.Throws<ObjectDisposedException>(running.Join);
        Assert.True(running.Loop.Completion.IsFaulted);
    }

    [Fact]
    public async Task A_failure_in_a_loop_with_an_own_thread_does_not_end_the_process()
    {
        var loop = EventLoop.Start();

        loop.Multiplexer.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => loop.Completion.InTime());
        loop.Dispose();
    }

    private void Fail(RunningLoop running, ObservedMultiplexer mux)
    {
        running.Settle();
        mux.AwaitSleep();
        mux.AfterWait(() => throw _failure);
        mux.Wake();
    }
}
