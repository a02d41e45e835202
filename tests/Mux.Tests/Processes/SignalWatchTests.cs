#pragma warning disable CA1416 // The signals are not those of Windows; there, every fact is skipped.

using System.Runtime.InteropServices;

namespace Mux.Tests;

/// <summary>Signals, awaited on a loop.</summary>
[Collection(nameof(SignalsOfThisProcess))]
public sealed class SignalWatchTests : IDisposable
{
    private readonly EventLoop? _loop = OperatingSystem.IsWindows() ? null : EventLoop.Start();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private EventLoop Loop => _loop!;

    public void Dispose() => _loop?.Dispose();

    [Theory]
    [InlineData(PosixSignal.SIGWINCH, "WINCH")]
    [InlineData(PosixSignal.SIGHUP, "HUP")]
    [InlineData(PosixSignal.SIGCONT, "CONT")]
    public async Task A_wait_begun_on_the_loop_resumes_there_with_the_signal(PosixSignal signal, string name)
    {
        SignalsOfThisProcess.SkipWhereNobodyCanSendThem();
        if (signal == PosixSignal.SIGHUP)
        {
            SignalsOfThisProcess.SkipWhereHangUpsAreIgnored();
        }

        using SignalWatch watch = Loop.WatchSignal(signal);
        Task<(PosixSignal Signal, bool OnLoop)> waited = Loop.InvokeAsync(
            async () =>
            {
                PosixSignal came = await watch.WaitAsync(Cancellation);
                return (came, Loop.IsCurrentThread);
            },
            Cancellation);

        SignalsOfThisProcess.Send(name);

        Assert.Equal((signal, true), await waited.WaitAsync(Bound.Hang, Cancellation));
        Assert.Equal(signal, watch.Signal);
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_and_begun_again_at_once_hears_the_next_signal()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal that a process can send to itself.");
        using EventLoop loop = EventLoop.Start();
        using SignalWatch watch = loop.WatchSignal(PosixSignal.SIGCONT);
        var cancelled = new List<Task>();
        for (int i = 0; i < 100; i++)
        {
            using var cancellation = new CancellationTokenSource();
            cancelled.Add(watch.WaitAsync(cancellation.Token).AsTask());
            await cancellation.CancelAsync();
        }

        Task<PosixSignal> last = watch.WaitAsync(TestContext.Current.CancellationToken).AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(() => watch.WaitAsync(TestContext.Current.CancellationToken).AsTask());
        foreach (Task wait in cancelled)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.WaitAsync(Bound.Hang, TestContext.Current.CancellationToken));
        }

        SignalsOfThisProcess.Send("CONT");

        Assert.Equal(PosixSignal.SIGCONT, await last.WaitAsync(Bound.Hang, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_signal_between_two_waits_is_not_lost()
    {
        SignalsOfThisProcess.SkipWhereNobodyCanSendThem();
        using SignalWatch watch = Loop.WatchSignal(PosixSignal.SIGWINCH);

        for (int time = 0; time < 5; time++)
        {
            SignalsOfThisProcess.Send("WINCH");
            Assert.Equal(PosixSignal.SIGWINCH, await watch.WaitAsync(Cancellation).AsTask().WaitAsync(Bound.Hang, Cancellation));
        }
    }

    [Fact]
    public async Task Several_signals_between_two_waits_are_one()
    {
        SignalsOfThisProcess.SkipWhereNobodyCanSendThem();
        using var seen = new SemaphoreSlim(0);
        using var before = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => seen.Release()); // In whichever order they are told of it, one of the
        using SignalWatch watch = Loop.WatchSignal(PosixSignal.SIGWINCH);
        using var after = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => seen.Release()); // two is told after the watch.
        for (int time = 0; time < 3; time++)
        {
            SignalsOfThisProcess.Send("WINCH");
            Assert.True(await seen.WaitAsync(Bound.Hang, Cancellation));
            Assert.True(await seen.WaitAsync(Bound.Hang, Cancellation));
        }

        await Loop.InvokeAsync(() => { }, Cancellation); // What the watch has posted has run by then.
        ValueTask<PosixSignal> first = watch.WaitAsync(Cancellation);
        bool atOnce = first.IsCompletedSuccessfully;
        using var cancellation = new CancellationTokenSource();
        ValueTask<PosixSignal> second = watch.WaitAsync(cancellation.Token);
        bool pending = !second.IsCompleted;
        await cancellation.CancelAsync();

        Assert.Equal(PosixSignal.SIGWINCH, await first);
        Assert.True(atOnce);
        Assert.True(pending);
        await Assert.ThrowsAsync<OperationCanceledException>(() => second.AsTask().WaitAsync(Bound.Hang, Cancellation));
    }

    [Fact]
    public async Task Two_watches_of_one_signal_both_get_it()
    {
        SignalsOfThisProcess.SkipWhereNobodyCanSendThem();
        using SignalWatch one = Loop.WatchSignal(PosixSignal.SIGWINCH);
        using SignalWatch other = Loop.WatchSignal(PosixSignal.SIGWINCH);

        SignalsOfThisProcess.Send("WINCH");

        Assert.Equal(PosixSignal.SIGWINCH, await one.WaitAsync(Cancellation).AsTask().WaitAsync(Bound.Hang, Cancellation));
        Assert.Equal(PosixSignal.SIGWINCH, await other.WaitAsync(Cancellation).AsTask().WaitAsync(Bound.Hang, Cancellation));
    }

    [Fact]
    public async Task A_wait_that_was_cancelled_leaves_the_watch_as_it_was()
    {
        SignalsOfThisProcess.SkipWhereNobodyCanSendThem();
        using SignalWatch watch = Loop.WatchSignal(PosixSignal.SIGWINCH);
        using var cancellation = new CancellationTokenSource();
        Task<PosixSignal> cancelled = watch.WaitAsync(cancellation.Token).AsTask();
        await cancellation.CancelAsync();

        var refusal = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(Bound.Hang, Cancellation));

        Assert.Equal(cancellation.Token, refusal.CancellationToken);
        SignalsOfThisProcess.Send("WINCH");
        Assert.Equal(PosixSignal.SIGWINCH, await watch.WaitAsync(Cancellation).AsTask().WaitAsync(Bound.Hang, Cancellation));
    }

    [Fact]
    public async Task A_second_wait_at_the_same_time_is_refused()
    {
        SignalsOfThisProcess.SkipWhereNobodyCanSendThem();
        using SignalWatch watch = Loop.WatchSignal(PosixSignal.SIGWINCH);
        Task<PosixSignal> first = watch.WaitAsync(Cancellation).AsTask();

        await Assert.ThrowsAsync<InvalidOperationException>(() => watch.WaitAsync(Cancellation).AsTask());

        SignalsOfThisProcess.Send("WINCH");
        Assert.Equal(PosixSignal.SIGWINCH, await first.WaitAsync(Bound.Hang, Cancellation));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_watch_that_is_disposed_of_ends_its_wait(bool onLoop)
    {
        SignalsOfThisProcess.SkipWhereNobodyCanSendThem();
        SignalWatch watch = Loop.WatchSignal(PosixSignal.SIGWINCH);
        Task<PosixSignal> waited = watch.WaitAsync(Cancellation).AsTask();

        if (onLoop)
        {
            await Loop.InvokeAsync(watch.Dispose, Cancellation);
        }
        else
        {
            watch.Dispose();
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waited.WaitAsync(Bound.Hang, Cancellation));
        watch.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => watch.WaitAsync(Cancellation).AsTask().WaitAsync(Bound.Hang, Cancellation));
    }

    [Fact]
    public async Task The_end_of_the_loop_ends_the_wait_and_the_watch()
    {
        SignalsOfThisProcess.SkipWhereNobodyCanSendThem();
        EventLoop loop = EventLoop.Start();
        SignalWatch watch = loop.WatchSignal(PosixSignal.SIGWINCH);
        Task<PosixSignal> waited = watch.WaitAsync(Cancellation).AsTask();

        loop.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waited.WaitAsync(Bound.Hang, Cancellation));
        Assert.Throws<ObjectDisposedException>(() => loop.WatchSignal(PosixSignal.SIGWINCH));
        watch.Dispose();
    }

    [Fact]
    public async Task A_watched_signal_does_not_end_the_process_and_is_left_to_its_default_when_the_last_watch_is_gone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells which signals a process has handlers for.");
        bool before = SignalsOfThisProcess.IsCaught(SignalsOfThisProcess.User2);
        SignalWatch one = Loop.WatchSignal((PosixSignal)SignalsOfThisProcess.User2);
        SignalWatch other = Loop.WatchSignal((PosixSignal)SignalsOfThisProcess.User2);
        bool watched = SignalsOfThisProcess.IsCaught(SignalsOfThisProcess.User2);

        SignalsOfThisProcess.Send("USR2");
        PosixSignal came = await one.WaitAsync(Cancellation).AsTask().WaitAsync(Bound.Hang, Cancellation);
        one.Dispose();
        bool watchedByOne = SignalsOfThisProcess.IsCaught(SignalsOfThisProcess.User2);
        other.Dispose();

        Assert.Equal((PosixSignal)SignalsOfThisProcess.User2, came);
        Assert.Equal([false, true, true, false], [before, watched, watchedByOne, SignalsOfThisProcess.IsCaught(SignalsOfThisProcess.User2)]);
    }

    [Fact]
    public async Task The_end_of_the_loop_leaves_a_watched_signal_to_its_default()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells which signals a process has handlers for.");
        EventLoop loop = EventLoop.Start();
        loop.WatchSignal((PosixSignal)SignalsOfThisProcess.User1);
        bool watched = SignalsOfThisProcess.IsCaught(SignalsOfThisProcess.User1);

        await loop.DisposeAsync();

        Assert.True(watched);
        Assert.False(SignalsOfThisProcess.IsCaught(SignalsOfThisProcess.User1));
    }

    [Fact]
    public void A_signal_that_the_system_does_not_have_is_refused_and_leaves_nothing_behind()
    {
        SignalsOfThisProcess.SkipWhereNobodyCanSendThem();

        Assert.ThrowsAny<Exception>(() => Loop.WatchSignal((PosixSignal)12345));

        using SignalWatch watch = Loop.WatchSignal(PosixSignal.SIGWINCH);
        Assert.Throws<ArgumentNullException>("loop", () => default(EventLoop)!.WatchSignal(PosixSignal.SIGWINCH));
    }
}
