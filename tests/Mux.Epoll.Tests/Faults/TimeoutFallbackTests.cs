using System.Diagnostics;
using Mux.Epoll.Interop;

namespace Mux.Epoll.Tests.Faults;

/// <summary>Where epoll_pwait2(2) is missing or forbidden, epoll_wait(2) serves: found out once, rounded up, and admitted to.</summary>
[OnLinux]
public sealed class TimeoutFallbackTests
{
    [Theory]
    [InlineData(Errno.ENOSYS)]
    [InlineData(Errno.EPERM)]
    [InlineData(Errno.EACCES)]
    public void A_refused_call_is_asked_for_once_and_never_again(int errno)
    {
        ScriptedKernel kernel = new ScriptedKernel().Fail(nameof(IEpollKernel.WaitPrecisely), errno);
        using var mux = new EpollMultiplexer(kernel);

        for (int wait = 0; wait < 10; wait++)
        {
            Assert.Empty(mux.Collect(TimeSpan.FromTicks(1)));
        }

        Assert.Equal(1, kernel.Count(nameof(IEpollKernel.WaitPrecisely)));
        Assert.Equal(10, kernel.Count(nameof(IEpollKernel.Wait)));
        Assert.False(mux.Features.HasFlag(MultiplexerFeatures.SubMillisecondTimeouts));
    }

    [Theory]
    [InlineData(Errno.ENOSYS)]
    [InlineData(Errno.EPERM)]
    [InlineData(Errno.EACCES)]
    public void A_call_refused_only_later_falls_back_within_the_same_wait(int errno)
    {
        // A seccomp filter may be put in place while the program runs.
        var kernel = new ScriptedKernel();
        using var mux = new EpollMultiplexer(kernel);
        using var pipe = new Pipe();
        EventRegistration reader = mux.Register(pipe.Reader, Interests.Readable);
        pipe.Writer.Write(1);
        Assert.True(mux.Features.HasFlag(MultiplexerFeatures.SubMillisecondTimeouts));
        kernel.Fail(nameof(IEpollKernel.WaitPrecisely), errno);

        Assert.Equal(new ReadyEvent(reader, Readiness.Readable), mux.WaitForOne());

        Assert.Equal(1, kernel.Count(nameof(IEpollKernel.Wait)));
        Assert.False(mux.Features.HasFlag(MultiplexerFeatures.SubMillisecondTimeouts));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Timeout.Infinite)]
    public void The_plain_call_serves_where_precision_has_no_meaning(int milliseconds)
    {
        var kernel = new ScriptedKernel();
        using var mux = new EpollMultiplexer(kernel);
        int before = kernel.Count(nameof(IEpollKernel.WaitPrecisely));
        mux.Wake();

        mux.Collect(TimeSpan.FromMilliseconds(milliseconds));

        Assert.Equal(1, kernel.Count(nameof(IEpollKernel.Wait)));
        Assert.Equal(before, kernel.Count(nameof(IEpollKernel.WaitPrecisely)));
    }

    [Fact]
    public void The_precise_call_is_used_alone_where_it_works()
    {
        var kernel = new ScriptedKernel();
        using var mux = new EpollMultiplexer(kernel);
        int before = kernel.Count(nameof(IEpollKernel.WaitPrecisely));
        mux.Wake(); // Ends the wait instead of its timeout: of a short one nothing might be left before the call, and then the plain one is made.

        mux.Collect(TimeSpan.FromHours(1));

        Assert.Equal(0, kernel.Count(nameof(IEpollKernel.Wait)));
        Assert.Equal(before + 1, kernel.Count(nameof(IEpollKernel.WaitPrecisely)));
        Assert.True(mux.Features.HasFlag(MultiplexerFeatures.SubMillisecondTimeouts));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(9_999, 1)]
    [InlineData(10_000, 1)]
    [InlineData(10_001, 2)]
    [InlineData(24 * 60 * 60 * TimeSpan.TicksPerSecond, 24 * 60 * 60 * 1000)]
    [InlineData(int.MaxValue * TimeSpan.TicksPerMillisecond, int.MaxValue)]
    [InlineData((int.MaxValue * TimeSpan.TicksPerMillisecond) + 1, int.MaxValue)]
    [InlineData(long.MaxValue - TimeSpan.TicksPerMillisecond, int.MaxValue)]
    public void Ticks_become_milliseconds_rounded_up_and_capped(long ticks, int milliseconds) =>
        Assert.Equal(milliseconds, TimedWait.ToMilliseconds(TimeSpan.FromTicks(ticks)));

    [Fact]
    public void The_longest_timeout_of_all_is_capped() =>
        Assert.Equal(int.MaxValue, TimedWait.ToMilliseconds(TimeSpan.MaxValue));

    [Fact]
    public void A_wait_by_milliseconds_never_ends_before_its_timeout()
    {
        var timeout = TimeSpan.FromTicks(15_000); // 1.5 ms: cut off it would end early, or spin for the rest.
        ScriptedKernel kernel = new ScriptedKernel().Fail(nameof(IEpollKernel.WaitPrecisely), Errno.ENOSYS);
        using var mux = new EpollMultiplexer(kernel);

        for (int wait = 0; wait < 20; wait++)
        {
            long started = Stopwatch.GetTimestamp();
            Assert.Empty(mux.Collect(timeout));
            Assert.True(Stopwatch.GetElapsedTime(started) >= timeout);
        }

        Assert.All(kernel.Milliseconds, milliseconds => Assert.InRange(milliseconds, 0, 2));
        Assert.InRange(kernel.Count(nameof(IEpollKernel.Wait)), 20, 40);
    }

    [Fact]
    public void An_endless_wait_has_no_timeout_with_and_without_the_precise_call()
    {
        var precise = new ScriptedKernel();
        ScriptedKernel coarse = new ScriptedKernel().Fail(nameof(IEpollKernel.WaitPrecisely), Errno.ENOSYS);
        foreach (ScriptedKernel kernel in new[] { precise, coarse })
        {
            using var mux = new EpollMultiplexer(kernel);
            mux.Wake();

            mux.Collect(Timeout.InfiniteTimeSpan);

            Assert.Equal([-1], kernel.Milliseconds);
        }
    }
}
