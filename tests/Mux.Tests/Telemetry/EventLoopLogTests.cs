using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Mux.Tests;

/// <summary>What loops log. Ids and levels are what operators filter and alert by.</summary>
public sealed class EventLoopLogTests
{
    [Fact]
    public void Ids_levels_and_names_of_the_messages_are_stable()
    {
        LoggerMessageAttribute?[] messages =
        [
            .. typeof(EventLoopLog).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).Where(message => message is not null),
        ];
        using var log = new RecordedLog();
        ILogger logger = log.CreateLogger(EventLoopLog.Category);
        var failure = new IOException("as it should");
        var registration = new StubRegistration(Interests.Readable);

        logger.LoopStarted("one", "epoll");
        logger.LoopStopped("one");
        logger.LoopFailed("one", failure);
        logger.CallbackThrew("one", LoopCallbackKind.Timer, failure);
        logger.ExceptionHandlerThrew("one", failure);
        logger.CallbackWasSlow("one", LoopCallbackKind.Handler, "Some.Callback", 1.25);
        logger.WorkLeftOver("one", 3);
        logger.PoolHandlerThrew("pool", registration, failure);
        logger.PoolThreadFailed("pool", failure);
        logger.LoopIsHeldUp("one", LoopCallbackKind.Timer, "Some.Callback", 1000);

        Assert.Equal("Mux.EventLoop", EventLoopLog.Category);
        Assert.Equal(
            [
                (1, LogLevel.Debug, "LoopStarted"),
                (2, LogLevel.Debug, "LoopStopped"),
                (3, LogLevel.Critical, "LoopFailed"),
                (4, LogLevel.Error, "CallbackThrew"),
                (5, LogLevel.Error, "ExceptionHandlerThrew"),
                (6, LogLevel.Warning, "CallbackWasSlow"),
                (7, LogLevel.Warning, "WorkLeftOver"),
                (8, LogLevel.Error, "PoolHandlerThrew"),
                (9, LogLevel.Critical, "PoolThreadFailed"),
                (10, LogLevel.Warning, "LoopIsHeldUp"),
            ],
            log.Entries.Select(entry => (entry.Id, entry.Level, entry.Name!)));
        Assert.Equal(messages.Length, log.Entries.Count); // There is no message beside these.
    }

    [Fact]
    public void A_loop_logs_its_start_and_its_end()
    {
        using var log = new RecordedLog();
        var script = new ScriptedMultiplexer();
        using EventLoop loop = Loop(script, log);
        script.Then(_ => loop.Stop());

        loop.Run(TestContext.Current.CancellationToken);

        Assert.Equal(["Event loop logged runs on scripted.", "Event loop logged has ended as it was told to."], log.Entries.Select(entry => entry.Message));
        Assert.All(log.Entries, entry => Assert.Equal("Mux.EventLoop", entry.Category));
    }

    [Fact]
    public void A_loop_that_fails_logs_the_reason()
    {
        var failure = new IOException("as it should");
        using var log = new RecordedLog();
        using EventLoop loop = Loop(new ScriptedMultiplexer().Then(_ => throw failure), log);

        Assert.Throws<IOException>(() => loop.Run(TestContext.Current.CancellationToken));

        RecordedLog.Entry entry = Assert.Single(log.Entries, entry => entry.Level == LogLevel.Critical);
        Assert.Equal(3, entry.Id);
        Assert.Same(failure, entry.Exception);
    }

    [Fact]
    public void A_callback_that_throws_is_logged_and_so_is_whoever_throws_when_told_of_it()
    {
        InvalidOperationException first = new("the first one"), second = new("the second one");
        using var log = new RecordedLog(LogLevel.Error);
        var script = new ScriptedMultiplexer();
        using EventLoop loop = Loop(script, log);
        loop.UnhandledException += (_, _) => throw second;
        loop.Post(() => throw first);
        script.Then(_ => { }).Then(_ => loop.Stop());

        loop.Run(TestContext.Current.CancellationToken);

        Assert.Equal([(4, first), (5, second)], log.Entries.Select(entry => (entry.Id, (InvalidOperationException)entry.Exception!)));
    }

    [Fact]
    public void A_callback_slower_than_the_threshold_is_warned_of_by_its_name()
    {
        using var log = new RecordedLog(LogLevel.Warning);
        var script = new ScriptedMultiplexer();
        using EventLoop loop = Loop(script, log, new EventLoopOptions { Name = "logged", SlowCallbackThreshold = TimeSpan.FromMilliseconds(1) });
        loop.Post(Spin);
        script.Then(_ => { }).Then(_ => loop.Stop());

        loop.Run(TestContext.Current.CancellationToken);

        RecordedLog.Entry entry = Assert.Single(log.Entries);
        Assert.Equal(6, entry.Id);
        Assert.StartsWith("A callback (Posted) on event loop logged took ", entry.Message, StringComparison.Ordinal);
        Assert.EndsWith($"held up all others: {typeof(EventLoopLogTests)}.{nameof(Spin)}", entry.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_continuation_is_told_of_by_the_name_of_its_method()
    {
        using var log = new RecordedLog(LogLevel.Warning);
        using var running = new RunningLoop(NativeMultiplexer.Create(), new EventLoopOptions { SlowCallbackThreshold = TimeSpan.FromMilliseconds(1) }, new EventLoopServices { LoggerFactory = log });
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left);

        Task serving = running.Loop.InvokeAsync(() => ServeSlowlyAsync(left), TestContext.Current.CancellationToken);
        running.Settle();
        pair.Right.Send([1]);
        await serving.WaitAsync(Bound.Hang, TestContext.Current.CancellationToken);
        await running.Loop.InvokeAsync(() => SpinAfterDelayAsync(running.Loop), TestContext.Current.CancellationToken);
        await running.Loop.InvokeAsync(SpinAfterYieldAsync, TestContext.Current.CancellationToken);
        running.Settle();

        foreach (string method in new[] { nameof(ServeSlowlyAsync), nameof(SpinAfterDelayAsync), nameof(SpinAfterYieldAsync) })
        {
            Assert.Contains(log.Entries, entry => entry.Message.EndsWith($"held up all others: {typeof(EventLoopLogTests)}.{method}", StringComparison.Ordinal));
        }
    }

    private static async Task ServeSlowlyAsync(AsyncHandle handle)
    {
        await handle.ReadableAsync();
        Spin();
    }

    private static async Task SpinAfterDelayAsync(EventLoop loop)
    {
        await loop.DelayAsync(TimeSpan.FromMilliseconds(1));
        Spin();
    }

    private static async Task SpinAfterYieldAsync()
    {
        await Task.Yield();
        Spin();
    }

    [Fact]
    public void Slow_callbacks_are_not_warned_of_unless_there_is_a_threshold()
    {
        using var log = new RecordedLog(LogLevel.Warning);
        var script = new ScriptedMultiplexer();
        using EventLoop loop = Loop(script, log);
        loop.Post(Spin);
        script.Then(_ => { }).Then(_ => loop.Stop());

        loop.Run(TestContext.Current.CancellationToken);

        Assert.Empty(log.Entries);
    }

    [Fact]
    public void Actions_that_did_not_get_to_run_are_counted_in_a_warning()
    {
        using var log = new RecordedLog(LogLevel.Warning);
        var script = new ScriptedMultiplexer();
        using EventLoop loop = Loop(script, log, new EventLoopOptions { Name = "logged", StopTimeout = TimeSpan.Zero, WorkPerIteration = 1 });
        script.Then(_ => Background.Run(() =>
        {
            loop.Stop();
            loop.SynchronizationContext.Post(_ => { }, null); // Runs on the thread pool: not lost.
        }).Join());
        loop.Post(() =>
        {
            loop.Post(() => { });
            loop.Post(() => { });
        });

        loop.Run(TestContext.Current.CancellationToken);

        RecordedLog.Entry entry = Assert.Single(log.Entries);
        Assert.Equal("Event loop logged ended with 2 posted actions that did not get to run within its StopTimeout.", entry.Message);
    }

    private static EventLoop Loop(ScriptedMultiplexer script, RecordedLog log, EventLoopOptions? options = null) =>
        new(script, options ?? new EventLoopOptions { Name = "logged" }, new EventLoopServices { LoggerFactory = log });

    // Twice as long as the threshold above.
    private static void Spin()
    {
        long begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < TimeSpan.FromMilliseconds(2))
        {
            Thread.SpinWait(20);
        }
    }
}
