
namespace Mux.Epoll.Tests.Kinds;

/// <summary>A multiplexer's own handle is a descriptor that another multiplexer can watch. Who wakes whom, and which nestings Linux refuses.</summary>
[OnLinux]
public sealed class NestedMultiplexerTests
{
    [Fact]
    public void A_multiplexer_says_that_it_can_be_nested()
    {
        using var mux = new EpollMultiplexer();

        Assert.True(mux.Features.HasFlag(MultiplexerFeatures.Nesting));
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public void The_outer_is_told_once_the_inner_has_something_to_report(TriggerMode inside)
    {
        using var inner = new EpollMultiplexer();
        using var outer = new EpollMultiplexer();
        using var pipe = new Pipe();
        EventRegistration reader = inner.Register(pipe.Reader, Interests.Readable, inside);
        EventRegistration nested = outer.Register(inner.Handle, Interests.Readable);
        outer.AssertQuiet();

        pipe.Writer.Write(1);

        Assert.Equal(new ReadyEvent(nested, Readiness.Readable), outer.WaitForOne());
        Assert.Equal(new ReadyEvent(reader, Readiness.Readable), inner.WaitForOne());
        pipe.Reader.Read();
        outer.AssertQuiet();
    }

    [Fact]
    public void The_outer_is_told_for_as_long_as_the_inner_is_not_drained()
    {
        using var inner = new EpollMultiplexer();
        using var outer = new EpollMultiplexer();
        using var pipe = new Pipe();
        inner.Register(pipe.Reader, Interests.Readable);
        EventRegistration nested = outer.Register(inner.Handle, Interests.Readable);
        pipe.Writer.Write(1);

        for (int wait = 0; wait < 3; wait++)
        {
            Assert.Equal(new ReadyEvent(nested, Readiness.Readable), outer.WaitForOne());
        }

        pipe.Reader.Read();
        outer.AssertQuiet();
    }

    [Fact]
    public void A_chain_of_edges_tells_each_level_once()
    {
        using var inner = new EpollMultiplexer();
        using var middle = new EpollMultiplexer();
        using var outer = new EpollMultiplexer();
        using var pipe = new Pipe();
        inner.Register(pipe.Reader, Interests.Readable, TriggerMode.Edge);
        middle.Register(inner.Handle, Interests.Readable, TriggerMode.Edge);
        EventRegistration top = outer.Register(middle.Handle, Interests.Readable, TriggerMode.Edge);

        pipe.Writer.Write(1);

        Assert.Equal(new ReadyEvent(top, Readiness.Readable), outer.WaitForOne());
        outer.AssertQuiet();
        Assert.Single(middle.Collect(TimeSpan.Zero));
        Assert.Single(inner.Collect(TimeSpan.Zero));
        pipe.Writer.Write(2);
        Assert.Equal(new ReadyEvent(top, Readiness.Readable), outer.WaitForOne());
    }

    [Fact]
    public void A_wake_of_the_inner_is_something_to_report()
    {
        using var inner = new EpollMultiplexer();
        using var outer = new EpollMultiplexer();
        EventRegistration nested = outer.Register(inner.Handle, Interests.Readable);

        inner.Wake();

        Assert.Equal(new ReadyEvent(nested, Readiness.Readable), outer.WaitForOne());
        var events = new ReadyEvents();
        Assert.Equal(0, inner.Wait(events, Timeout.InfiniteTimeSpan));
        Assert.True(events.WasWoken);
        outer.AssertQuiet();
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    public void Waiters_at_both_levels_both_hear_of_one_event(TriggerMode trigger)
    {
        using var inner = new EpollMultiplexer();
        using var outer = new EpollMultiplexer();
        using var pipe = new Pipe();
        EventRegistration reader = inner.Register(pipe.Reader, Interests.Readable);
        EventRegistration nested = outer.Register(inner.Handle, Interests.Readable, trigger);
        ReadyEvent below = default;
        ReadyEvent above = default;
        Background lower = Background.RunUntilAboutToWait(about =>
        {
            about();
            below = inner.WaitForOne();
        });
        Background upper = Background.RunUntilAboutToWait(about =>
        {
            about();
            above = outer.WaitForOne();
        });

        pipe.Writer.Write(1);

        lower.Join();
        upper.Join();
        Assert.Equal(new ReadyEvent(reader, Readiness.Readable), below);
        Assert.Equal(new ReadyEvent(nested, Readiness.Readable), above);
    }

    [Fact]
    public void An_empty_inner_multiplexer_reports_nothing_and_closes_cleanly()
    {
        using var outer = new EpollMultiplexer();
        var inner = new EpollMultiplexer();
        EventRegistration nested = outer.Register(inner.Handle, Interests.Readable);
        outer.AssertQuiet();

        nested.Dispose();
        inner.Dispose();

        outer.AssertQuiet();
    }

    [Fact]
    public void A_multiplexer_cannot_watch_itself()
    {
        using var mux = new EpollMultiplexer();

        var refused = Assert.Throws<InvalidOperationException>(() => mux.Register(mux.Handle, Interests.Readable));

        Assert.Contains("cannot watch itself", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_multiplexers_cannot_watch_each_other()
    {
        using var first = new EpollMultiplexer();
        using var second = new EpollMultiplexer();
        first.Register(second.Handle, Interests.Readable);

        var refused = Assert.Throws<InvalidOperationException>(() => second.Register(first.Handle, Interests.Readable));

        Assert.Contains("circle", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Five_deep_is_as_deep_as_it_goes()
    {
        EpollMultiplexer[] chain = [.. Enumerable.Range(0, 6).Select(_ => new EpollMultiplexer())];
        for (int i = 1; i < 5; i++)
        {
            chain[i].Register(chain[i - 1].Handle, Interests.Readable);
        }

        var refused = Assert.Throws<InvalidOperationException>(() => chain[5].Register(chain[4].Handle, Interests.Readable));

        Assert.Contains("five deep", refused.Message, StringComparison.Ordinal);
        Array.ForEach(chain, mux => mux.Dispose());
    }
}
