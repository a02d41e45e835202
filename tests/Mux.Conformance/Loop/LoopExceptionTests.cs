using Microsoft.Extensions.Logging;

namespace Mux.Conformance;

/// <summary>No callback's exception ends the loop: each is logged, told of, and left behind.</summary>
public abstract class LoopExceptionTests : LoopSuite
{
    private const int CallbackThrew = 4;
    private const int ExceptionHandlerThrew = 5;
    private const int CallbackWasSlow = 6;
    private const int LoopIsHeldUp = 10;

    private readonly InvalidDataException _failure = new("mine");

    [Fact]
    public void A_handler_that_throws_is_told_of_with_its_registration_which_stays_in_force()
    {
        using var log = new RecordingLog();
        using RunningLoop running = Start(log);
        using var pair = ConnectedPair.OnLoopback();
        List<EventLoopExceptionEventArgs> told = Listen(running);
        var handler = new CallingHandler(_ => throw _failure);

        EventRegistration left = running.Loop.Register(pair.Left, Interests.Readable, TriggerMode.OneShot, handler);
        pair.Right.Send([1]);
        BoundedTasks.Await(() => handler.Calls == 1, "The handler is not called.");
        running.Settle();

        EventLoopExceptionEventArgs details = Assert.Single(told);
        Assert.Equal((_failure, LoopCallbackKind.Handler, left), (details.Exception, details.Kind, details.Registration));
        Assert.True(left.IsRegistered);
        AssertLogged(log);
        left.Rearm();
        BoundedTasks.Await(() => handler.Calls == 2, "The handler is not called again.");
    }

    [Fact]
    public void A_timer_that_throws_is_told_of()
    {
        using var log = new RecordingLog();
        using RunningLoop running = Start(log);
        List<EventLoopExceptionEventArgs> told = Listen(running);

        using LoopTimer timer = running.Loop.Schedule(TimeSpan.Zero, () => throw _failure);
        running.SettleTimers();

        AssertToldOnce(told, LoopCallbackKind.Timer);
        AssertLogged(log);
    }

    [Fact]
    public void A_posted_action_that_throws_is_told_of_and_the_next_one_runs()
    {
        using var log = new RecordingLog();
        using RunningLoop running = Start(log);
        List<EventLoopExceptionEventArgs> told = Listen(running);

        running.Loop.Post(() => throw _failure);
        running.Settle();

        AssertToldOnce(told, LoopCallbackKind.Posted);
        AssertLogged(log);
    }

    [Fact]
    public void An_async_void_method_that_throws_is_told_of_as_a_posted_action()
    {
        using var log = new RecordingLog();
        using RunningLoop running = Start(log);
        List<EventLoopExceptionEventArgs> told = Listen(running);

        running.Loop.Post(ThrowLater);
        BoundedTasks.Await(() => log.Of(CallbackThrew).Count > 0, "Nobody is told.");
        running.Settle();

        AssertToldOnce(told, LoopCallbackKind.Posted);
    }

    [Fact]
    public void Whoever_is_told_of_exceptions_may_throw_as_well()
    {
        using var log = new RecordingLog();
        using RunningLoop running = Start(log);
        var second = new InvalidOperationException("the handler of exceptions");
        running.Loop.UnhandledException += (_, _) => throw second;

        running.Loop.Post(() => throw _failure);
        running.Settle();

        AssertLogged(log);
        RecordingLog.LogEntry entry = Assert.Single(log.Of(ExceptionHandlerThrew));
        Assert.Equal((LogLevel.Error, second), (entry.Level, entry.Exception));
    }

    [Fact]
    public void With_nobody_to_tell_the_loop_goes_on()
    {
        using RunningLoop running = Start();

        for (int i = 0; i < 100; i++)
        {
            running.Loop.Post(() => throw _failure);
        }

        running.Settle();
        Assert.False(running.Loop.Completion.IsCompleted);
    }

    [Fact]
    public async Task The_loop_is_the_sender_and_its_thread_the_one_that_tells()
    {
        using RunningLoop running = Start();
        var told = new TaskCompletionSource<(object?, EventLoop?)>(TaskCreationOptions.RunContinuationsAsynchronously);
        running.Loop.UnhandledException += (sender, _) => told.SetResult((sender, EventLoop.Current));

        running.Loop.Post(() => throw _failure);

        Assert.Equal((running.Loop, running.Loop), await told.Task.InTime());
    }

    [Fact]
    public void A_callback_that_takes_longer_than_the_threshold_is_logged_by_name()
    {
        using var log = new RecordingLog();
        using var running = new RunningLoop(Create(), new EventLoopOptions { SlowCallbackThreshold = TimeSpan.FromMilliseconds(1) }, new EventLoopServices { LoggerFactory = log });

        running.Loop.Post(SpinForTwoMilliseconds);
        running.Settle();

        Assert.Contains(log.Of(CallbackWasSlow), entry => entry.Level == LogLevel.Warning && entry.Message.Contains(nameof(SpinForTwoMilliseconds), StringComparison.Ordinal));
    }

    [Fact]
    public void A_callback_that_does_not_return_is_logged_by_name_while_it_runs_and_once()
    {
        using var log = new RecordingLog();
        using var running = new RunningLoop(Create(), new EventLoopOptions { SlowCallbackThreshold = TimeSpan.FromMilliseconds(1) }, new EventLoopServices { LoggerFactory = log });
        using var release = new ManualResetEventSlim();

        running.Loop.Post(Block, release);
        BoundedTasks.Await(() => log.Of(LoopIsHeldUp).Any(entry => entry.Message.Contains(nameof(Block), StringComparison.Ordinal)), "Nobody tells of the callback that blocks.");
        bool hasReturned = log.Of(CallbackWasSlow).Any(entry => entry.Message.Contains(nameof(Block), StringComparison.Ordinal));
        release.Set();
        running.Settle();

        Assert.False(hasReturned);
        Assert.Equal(LogLevel.Warning, Assert.Single(log.Of(LoopIsHeldUp), entry => entry.Message.Contains(nameof(Block), StringComparison.Ordinal)).Level);
        Assert.Single(log.Of(CallbackWasSlow), entry => entry.Message.Contains(nameof(Block), StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_async_method_that_blocks_is_logged_by_its_own_name()
    {
        using var log = new RecordingLog();
        using var running = new RunningLoop(Create(), new EventLoopOptions { SlowCallbackThreshold = TimeSpan.FromMilliseconds(1) }, new EventLoopServices { LoggerFactory = log });
        using var release = new ManualResetEventSlim();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);

        Task blocking = running.Loop.InvokeAsync(() => BlockAfterAwaitAsync(left, release));
        running.Settle(); // It waits.
        pair.Right.Send([1]);
        BoundedTasks.Await(() => log.Of(LoopIsHeldUp).Any(entry => entry.Message.Contains(nameof(BlockAfterAwaitAsync), StringComparison.Ordinal)), "Nobody tells of the method that blocks.");
        release.Set();

        await blocking.InTime();
    }

    [Fact]
    public void Beginning_and_end_are_logged()
    {
        using var log = new RecordingLog();
        using RunningLoop running = Start(log);

        running.Loop.Stop();
        running.Join();

        Assert.Equal([(1, LogLevel.Debug), (2, LogLevel.Debug)], log.Entries.Select(entry => (entry.Id, entry.Level)));
        Assert.All(log.Entries, entry => Assert.Contains(running.Loop.Name, entry.Message, StringComparison.Ordinal));
    }

    private static void Block(ManualResetEventSlim release) => release.Wait(Bound.Hang);

    private static async Task BlockAfterAwaitAsync(AsyncHandle handle, ManualResetEventSlim release)
    {
        await handle.ReadableAsync();
        release.Wait(Bound.Hang);
    }

    private static void SpinForTwoMilliseconds()
    {
        long begun = System.Diagnostics.Stopwatch.GetTimestamp();
        while (System.Diagnostics.Stopwatch.GetElapsedTime(begun) < TimeSpan.FromMilliseconds(2))
        {
            Thread.SpinWait(10);
        }
    }

    private static List<EventLoopExceptionEventArgs> Listen(RunningLoop running)
    {
        var told = new List<EventLoopExceptionEventArgs>();
        running.Loop.UnhandledException += (_, details) => told.Add(details);
        return told;
    }

    private RunningLoop Start(RecordingLog log) => Start(null, new EventLoopServices { LoggerFactory = log });

    private async void ThrowLater()
    {
        await Task.Yield();
        throw _failure;
    }

    private void AssertToldOnce(List<EventLoopExceptionEventArgs> told, LoopCallbackKind kind)
    {
        EventLoopExceptionEventArgs details = Assert.Single(told);
        Assert.Equal((_failure, kind), (details.Exception, details.Kind));
        Assert.Null(details.Registration);
    }

    private void AssertLogged(RecordingLog log)
    {
        RecordingLog.LogEntry entry = Assert.Single(log.Of(CallbackThrew));
        Assert.Equal((LogLevel.Error, _failure), (entry.Level, entry.Exception));
    }
}
