using System.Diagnostics;
using System.Runtime.InteropServices;
using Mux.Epoll.Interop;

namespace Mux.Epoll.Tests.Faults;

/// <summary>Rule 7: signals do not end a wait, do not shorten it, and never surface.</summary>
[OnLinux]
public sealed class InterruptionTests
{
    private static readonly int[] ThreeTimes = [Errno.EINTR, Errno.EINTR, Errno.EINTR];

    [Theory]
    [InlineData(nameof(IEpollKernel.WaitPrecisely))]
    [InlineData(nameof(IEpollKernel.Wait))]
    public void An_interrupted_wait_is_resumed(string call)
    {
        ScriptedKernel kernel = KernelThatWaitsBy(call);
        using var mux = new EpollMultiplexer(kernel);
        using var pipe = new Pipe();
        EventRegistration reader = mux.Register(pipe.Reader, Interests.Readable);
        pipe.Writer.Write(1);
        int before = kernel.Count(call);

        kernel.Fail(call, ThreeTimes);

        Assert.Equal(new ReadyEvent(reader, Readiness.Readable), mux.WaitForOne());
        Assert.Equal(4, kernel.Count(call) - before);
    }

    [Theory]
    [InlineData(nameof(IEpollKernel.WaitPrecisely))]
    [InlineData(nameof(IEpollKernel.Wait))]
    public void An_interrupted_wait_keeps_its_timeout(string call)
    {
        var timeout = TimeSpan.FromMilliseconds(20);
        ScriptedKernel kernel = KernelThatWaitsBy(call);
        using var mux = new EpollMultiplexer(kernel);
        kernel.Fail(call, ThreeTimes);

        long started = Stopwatch.GetTimestamp();
        Assert.Empty(mux.Collect(timeout));

        Assert.True(Stopwatch.GetElapsedTime(started) >= timeout);
    }

    [Fact]
    public void A_resumed_wait_asks_for_no_more_than_what_is_left()
    {
        var kernel = new ScriptedKernel();
        using var mux = new EpollMultiplexer(kernel);
        kernel.Timespecs.Clear();
        kernel.Fail(nameof(IEpollKernel.WaitPrecisely), ThreeTimes);

        mux.Collect(TimeSpan.FromMilliseconds(20));

        long[] asked = [.. kernel.Timespecs.Select(timespec => (timespec.Seconds * 1_000_000_000) + timespec.Nanoseconds)];
        Assert.Equal(asked.OrderDescending(), asked);
        Assert.InRange(asked[0], 1, 20_000_000);
    }

    [Fact]
    public void An_interrupted_poll_is_asked_again()
    {
        var kernel = new ScriptedKernel();
        using var mux = new EpollMultiplexer(kernel);
        using var pipe = new Pipe();
        EventRegistration reader = mux.Register(pipe.Reader, Interests.Readable);
        pipe.Writer.Write(1);

        kernel.Fail(nameof(IEpollKernel.Wait), ThreeTimes);

        Assert.Equal([new ReadyEvent(reader, Readiness.Readable)], mux.Collect(TimeSpan.Zero));
    }

    [Fact]
    public void An_interrupted_wake_is_written_again()
    {
        var kernel = new ScriptedKernel();
        using var mux = new EpollMultiplexer(kernel);
        kernel.Fail(nameof(IEpollKernel.Increment), ThreeTimes);

        mux.Wake();

        var events = new ReadyEvents();
        Assert.Equal(0, mux.Wait(events, Timeout.InfiniteTimeSpan));
        Assert.True(events.WasWoken);
        Assert.Equal(4, kernel.Count(nameof(IEpollKernel.Increment)));
    }

    [Fact]
    public void Dispose_under_a_waiter_survives_interruptions()
    {
        var kernel = new ScriptedKernel();
        var mux = new EpollMultiplexer(kernel);
        kernel.Fail(nameof(IEpollKernel.Increment), ThreeTimes).Fail(nameof(IEpollKernel.Wait), ThreeTimes);
        var crowd = new WaitingCrowd(mux, 2, _ => { });

        crowd.EndWith(mux);

        Assert.Throws<ObjectDisposedException>(mux.Wake);
    }

    [Fact]
    public void A_real_signal_on_the_waiting_thread_does_not_end_its_wait()
    {
        const int SIGWINCH = 28; // .NET installs a handler for it, without SA_RESTART's help for waits: epoll_wait(2) answers EINTR. See signal(7).
        using PosixSignalRegistration handler = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => { });
        var kernel = new ScriptedKernel();
        using var mux = new EpollMultiplexer(kernel);
        int thread = 0;
        int count = -1;
        var events = new ReadyEvents();
        Background waiter = Background.RunUntilAboutToWait(about =>
        {
            thread = ThreadSignal.CurrentThread();
            about();
            count = mux.Wait(events, Timeout.InfiniteTimeSpan);
        });

        // A signal that comes before the thread is in its wait interrupts nothing, so they are sent until three have.
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                ThreadSignal.Send(thread, SIGWINCH);
                return kernel.Waits > 4;
            },
            Bound.Hang));
        mux.Wake();

        waiter.Join();
        Assert.Equal(0, count);
        Assert.True(events.WasWoken);
    }

    private static ScriptedKernel KernelThatWaitsBy(string call)
    {
        var kernel = new ScriptedKernel();
        if (call == nameof(IEpollKernel.Wait))
        {
            kernel.Fail(nameof(IEpollKernel.WaitPrecisely), Errno.ENOSYS);
        }

        return kernel;
    }
}
