namespace Mux.Tests;

/// <summary>Each option out of its range is refused by name, whoever makes the loop.</summary>
public sealed class EventLoopRangesTests
{
    public static TheoryData<string, EventLoopOptions> Refused => new()
    {
        { nameof(EventLoopOptions.Name), new EventLoopOptions { Name = "" } },
        { nameof(EventLoopOptions.Backend), new EventLoopOptions { Backend = "" } },
        { nameof(EventLoopOptions.EventsPerWait), new EventLoopOptions { EventsPerWait = 0 } },
        { nameof(EventLoopOptions.EventsPerWait), new EventLoopOptions { EventsPerWait = 65_537 } },
        { nameof(EventLoopOptions.WorkPerIteration), new EventLoopOptions { WorkPerIteration = 0 } },
        { nameof(EventLoopOptions.WorkPerIteration), new EventLoopOptions { WorkPerIteration = 1_048_577 } },
        { nameof(EventLoopOptions.SpinBeforeBlocking), new EventLoopOptions { SpinBeforeBlocking = TimeSpan.FromTicks(-1) } },
        { nameof(EventLoopOptions.SpinBeforeBlocking), new EventLoopOptions { SpinBeforeBlocking = TimeSpan.FromMilliseconds(101) } },
        { nameof(EventLoopOptions.SlowCallbackThreshold), new EventLoopOptions { SlowCallbackThreshold = TimeSpan.FromTicks(-1) } },
        { nameof(EventLoopOptions.SlowCallbackThreshold), new EventLoopOptions { SlowCallbackThreshold = TimeSpan.FromDays(2) } },
        { nameof(EventLoopOptions.Processor), new EventLoopOptions { Processor = -1 } },
        { nameof(EventLoopOptions.Processor), new EventLoopOptions { Processor = 8192 } },
        { nameof(EventLoopOptions.StopTimeout), new EventLoopOptions { StopTimeout = Timeout.InfiniteTimeSpan } },
        { nameof(EventLoopOptions.StopTimeout), new EventLoopOptions { StopTimeout = TimeSpan.FromDays(2) } },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void An_option_out_of_its_range_is_refused_by_name(string option, EventLoopOptions options)
    {
        ArgumentException here = Assert.Throws<ArgumentException>(nameof(options), () => new EventLoop(Mock.Of<IEventMultiplexer>(), options));
        ArgumentException started = Assert.Throws<ArgumentException>(nameof(options), () => EventLoop.Start(options));

        Assert.Contains(option, here.Message, StringComparison.Ordinal);
        Assert.Contains(option, started.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_limits_themselves_are_in_range()
    {
        using var least = new EventLoop(
            Mock.Of<IEventMultiplexer>(),
            new EventLoopOptions { EventsPerWait = 1, WorkPerIteration = 1, SpinBeforeBlocking = TimeSpan.Zero, SlowCallbackThreshold = TimeSpan.Zero, StopTimeout = TimeSpan.Zero });
        using var most = new EventLoop(
            Mock.Of<IEventMultiplexer>(),
            new EventLoopOptions
            {
                EventsPerWait = 65_536,
                WorkPerIteration = 1_048_576,
                SpinBeforeBlocking = TimeSpan.FromMilliseconds(100),
                SlowCallbackThreshold = TimeSpan.FromDays(1),
                StopTimeout = TimeSpan.FromDays(1),
            });

        Assert.NotEqual(least.Name, most.Name);
    }

    [Fact]
    public void A_processor_is_refused_for_a_loop_on_the_callers_thread()
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>("options", () => new EventLoop(Mock.Of<IEventMultiplexer>(), new EventLoopOptions { Processor = 0 }));

        Assert.Contains(nameof(EventLoopOptions.Processor), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_are_read_when_the_loop_is_made()
    {
        var options = new EventLoopOptions { Name = "before" };
        using var loop = new EventLoop(Mock.Of<IEventMultiplexer>(), options);

        options.Name = "after";

        Assert.Equal("before", loop.Name);
    }

    [Fact]
    public void A_loop_needs_a_multiplexer() => Assert.Throws<ArgumentNullException>("multiplexer", () => new EventLoop(null!));
}
