using Mux.Epoll.Interop;

namespace Mux.Epoll.Tests.Faults;

/// <summary>The waker's eventfd: what a pending wake costs, and what happens when its counter is full.</summary>
[OnLinux]
public sealed class WakerFaultTests
{
    [Fact]
    public void A_wake_while_one_is_pending_costs_no_system_call()
    {
        var kernel = new ScriptedKernel();
        using var mux = new EpollMultiplexer(kernel);

        for (int i = 0; i < 1000; i++)
        {
            mux.Wake();
        }

        Assert.Equal(1, kernel.Count(nameof(IEpollKernel.Increment)));
    }

    [Fact]
    public void A_wake_and_its_wait_cost_one_write_and_no_read()
    {
        var kernel = new ScriptedKernel();
        using var mux = new EpollMultiplexer(kernel);
        int waits = kernel.Waits;

        for (int i = 0; i < 100; i++)
        {
            mux.Wake();
            mux.Collect(Timeout.InfiniteTimeSpan);
        }

        Assert.Equal(100, kernel.Count(nameof(IEpollKernel.Increment)));
        Assert.Equal(0, kernel.Count(nameof(IEpollKernel.Reset)));
        Assert.Equal(100, kernel.Waits - waits);
    }

    [Fact]
    public void A_full_counter_is_started_over()
    {
        ScriptedKernel kernel = new ScriptedKernel();
        using var mux = new EpollMultiplexer(kernel);
        mux.Wake(); // So that there is something to read, as there is in a full counter.
        mux.Collect(Timeout.InfiniteTimeSpan);
        kernel.Fail(nameof(IEpollKernel.Increment), Errno.EAGAIN);

        mux.Wake();

        var events = new ReadyEvents();
        Assert.Equal(0, mux.Wait(events, Timeout.InfiniteTimeSpan));
        Assert.True(events.WasWoken);
        Assert.Equal(1, kernel.Count(nameof(IEpollKernel.Reset)));
    }

    [Fact]
    public void A_full_counter_that_cannot_be_started_over_at_once_is_tried_again()
    {
        ScriptedKernel kernel = new ScriptedKernel();
        using var mux = new EpollMultiplexer(kernel);
        kernel.Fail(nameof(IEpollKernel.Increment), Errno.EAGAIN, Errno.EAGAIN, Errno.EINTR)
            .Fail(nameof(IEpollKernel.Reset), Errno.EINTR, Errno.EAGAIN);

        mux.Wake();

        var events = new ReadyEvents();
        Assert.Equal(0, mux.Wait(events, Timeout.InfiniteTimeSpan));
        Assert.True(events.WasWoken);
    }

    [Fact]
    public void A_waker_whose_descriptor_somebody_closed_is_reported_at_each_wake()
    {
        ScriptedKernel kernel = new ScriptedKernel();
        using var mux = new EpollMultiplexer(kernel);
        kernel.Fail(nameof(IEpollKernel.Increment), Errno.EBADF, Errno.EBADF);

        for (int wake = 0; wake < 2; wake++)
        {
            var refused = Assert.Throws<MultiplexerException>(mux.Wake);
            Assert.Equal("write", refused.Call);
            Assert.Equal(Errno.EBADF, refused.NativeErrorCode);
        }
    }
}
