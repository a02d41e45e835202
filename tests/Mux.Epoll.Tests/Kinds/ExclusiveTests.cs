using System.Net.Sockets;

namespace Mux.Epoll.Tests.Kinds;

/// <summary>EPOLLEXCLUSIVE: one or more of the multiplexers that watch one file are woken, not all; and what cannot go with it is refused by name.</summary>
[OnLinux]
public sealed class ExclusiveTests
{
    private const int Multiplexers = 8;

    [Theory]
    [InlineData(RegistrationOptions.None, Multiplexers)]
    [InlineData(RegistrationOptions.Exclusive, 1)]
    public void An_event_wakes_this_many_of_eight_waiting_multiplexers(RegistrationOptions options, int fewest)
    {
        using var pipe = new Pipe();
        EpollMultiplexer[] crowd = [.. Enumerable.Range(0, Multiplexers).Select(_ => new EpollMultiplexer())];
        int woken = 0;
        Background[] waiters = [.. crowd.Select(mux =>
        {
            mux.Register(pipe.Reader, Interests.Readable, TriggerMode.Edge, options: options);
            return Background.RunUntilAboutToWait(about =>
            {
                var events = new ReadyEvents();
                about();
                mux.Wait(events, Timeout.InfiniteTimeSpan);
                Interlocked.Add(ref woken, events.Count);
            });
        })];

        pipe.Writer.Write(1);

        // The kernel promises "one or more" of them, so that is all a fact can say: at least so many are told, and a wake releases the rest.
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref woken) >= fewest, Bound.Hang));
        Array.ForEach(crowd, mux => mux.Wake());
        Array.ForEach(waiters, waiter => waiter.Join());
        Assert.InRange(woken, fewest, Multiplexers);
        Array.ForEach(crowd, mux => mux.Dispose());
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    public void A_shared_listener_has_each_connection_accepted_once(TriggerMode trigger)
    {
        const int Connections = 50;
        using var listener = new Listener();
        using var first = new EpollMultiplexer();
        using var second = new EpollMultiplexer();
        int accepted = 0;
        void Accept(ReadyEvent ready)
        {
            while (TryAccept(listener.Socket))
            {
                Interlocked.Increment(ref accepted);
            }
        }

        first.Register(listener.Socket, Interests.Readable, trigger, options: RegistrationOptions.Exclusive);
        second.Register(listener.Socket, Interests.Readable, trigger, options: RegistrationOptions.Exclusive);
        var crowdOfFirst = new WaitingCrowd(first, 1, Accept);
        var crowdOfSecond = new WaitingCrowd(second, 1, Accept);

        Socket[] clients = [.. Enumerable.Range(0, Connections).Select(_ => listener.BeginClient())];

        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref accepted) == Connections, Bound.Hang));
        crowdOfFirst.EndWith(first);
        crowdOfSecond.EndWith(second);
        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact]
    public void Interests_of_an_exclusive_registration_can_be_changed_paused_and_restored()
    {
        using var mux = new EpollMultiplexer();
        using var pair = SocketPair.OfStreams();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, options: RegistrationOptions.Exclusive);
        mux.AssertQuiet();

        left.Modify(Interests.Writable);
        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
        left.Modify(Interests.None);
        mux.AssertQuiet();
        pair.Right.Write(1);
        left.Modify(Interests.Readable, TriggerMode.Edge);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        mux.AssertQuiet();
    }

    [Fact]
    public void An_exclusive_registration_that_is_paused_does_not_spin_on_a_hang_up()
    {
        using var mux = new EpollMultiplexer();
        using var pair = SocketPair.OfStreams();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, options: RegistrationOptions.Exclusive);
        left.Modify(Interests.None);

        pair.Right.Dispose();

        mux.AssertQuiet();
        left.Modify(Interests.Readable);
        Assert.True(mux.WaitForOne().CanRead);
    }

    [Fact]
    public void An_exclusive_registration_is_told_of_a_half_close_by_readable_alone()
    {
        using var mux = new EpollMultiplexer();
        using var pair = SocketPair.OfStreams();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, options: RegistrationOptions.Exclusive);

        pair.ShutdownRight();

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public void One_shot_is_refused_by_name()
    {
        using var mux = new EpollMultiplexer();
        using var pipe = new Pipe();

        var refused = Assert.Throws<ArgumentException>(
            () => mux.Register(pipe.Reader, Interests.Readable, TriggerMode.OneShot, options: RegistrationOptions.Exclusive));

        Assert.Equal("trigger", refused.ParamName);
        Assert.Contains("one-shot", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Priority_is_refused_by_name()
    {
        using var mux = new EpollMultiplexer();
        using var pipe = new Pipe();

        var refused = Assert.Throws<ArgumentException>(
            () => mux.Register(pipe.Reader, Interests.Readable | Interests.Priority, options: RegistrationOptions.Exclusive));

        Assert.Equal("interests", refused.ParamName);
    }

    [Fact]
    public void A_change_to_one_shot_or_priority_is_refused_and_changes_nothing()
    {
        using var mux = new EpollMultiplexer();
        using var pair = SocketPair.OfStreams();
        EventRegistration left = mux.Register(pair.Left, Interests.Writable, options: RegistrationOptions.Exclusive);

        Assert.Throws<ArgumentException>(() => left.Modify(Interests.Readable, TriggerMode.OneShot));
        Assert.Throws<ArgumentException>(() => left.Modify(Interests.Priority));

        Assert.Equal(Interests.Writable, left.Interests);
        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
    }

    [Fact]
    public void Another_multiplexer_is_refused_by_name()
    {
        using var mux = new EpollMultiplexer();
        using var inner = new EpollMultiplexer();

        var refused = Assert.Throws<InvalidOperationException>(
            () => mux.Register(inner.Handle, Interests.Readable, options: RegistrationOptions.Exclusive));

        Assert.Contains("exclusively", refused.Message, StringComparison.Ordinal);
        Assert.True(mux.Register(inner.Handle, Interests.Readable).IsRegistered);
    }

    private static bool TryAccept(Socket listener)
    {
        try
        {
            listener.Accept().Dispose();
            return true;
        }
        catch (SocketException nobody) when (nobody.SocketErrorCode == SocketError.WouldBlock)
        {
            return false;
        }
    }
}
