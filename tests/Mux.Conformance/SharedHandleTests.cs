namespace Mux.Conformance;

/// <summary>One socket in several multiplexers: each reports it by its own registration, and none takes anything from the others.</summary>
public abstract class SharedHandleTests : ConformanceSuite
{
    [Fact]
    public virtual void Level_is_reported_by_each_until_the_data_is_read()
    {
        using IEventMultiplexer mux = Create();
        using IEventMultiplexer other = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        EventRegistration otherLeft = other.Register(pair.Left, Interests.Readable);

        for (int round = 0; round < 2; round++)
        {
            pair.Right.Send([1]);
            Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
            Assert.Equal(new ReadyEvent(otherLeft, Readiness.Readable), other.WaitForOne());
            pair.Left.ReadExactly(1);
            mux.AssertQuiet();
            other.AssertQuiet();
        }
    }

    [Fact]
    public virtual void Each_edge_is_reported_by_each_once()
    {
        using IEventMultiplexer mux = Create();
        using IEventMultiplexer other = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.Edge);
        EventRegistration otherLeft = other.Register(pair.Left, Interests.Readable, TriggerMode.Edge);

        for (int round = 0; round < 3; round++)
        {
            pair.Right.Send([1]);
            Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
            Assert.Equal(new ReadyEvent(otherLeft, Readiness.Readable), other.WaitForOne());
            Assert.Equal(1, pair.Left.Drain());
            left.NotifyWouldBlock(Interests.Readable);
            otherLeft.NotifyWouldBlock(Interests.Readable);
            mux.AssertQuiet();
            other.AssertQuiet();
        }
    }

    [Fact]
    public virtual void Each_has_its_own_interests_and_trigger_mode()
    {
        using IEventMultiplexer mux = Create();
        using IEventMultiplexer other = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration reader = mux.Register(pair.Left, Interests.Readable, TriggerMode.Level);
        EventRegistration writer = other.Register(pair.Left, Interests.Writable, TriggerMode.OneShot);

        pair.Right.Send([1]);

        Assert.Equal(new ReadyEvent(reader, Readiness.Readable), mux.WaitForOne());
        Assert.Equal(new ReadyEvent(reader, Readiness.Readable), mux.WaitForOne());
        Assert.Equal(new ReadyEvent(writer, Readiness.Writable), other.WaitForOne());
        other.AssertQuiet();
    }

    [Fact]
    public virtual void One_datagram_ends_the_waits_on_ten_multiplexers()
    {
        using var pair = new UdpPair();
        var muxes = new List<IEventMultiplexer>();
        try
        {
            var waiters = new List<Background>();
            for (int i = 0; i < 10; i++)
            {
                IEventMultiplexer mux = Create();
                muxes.Add(mux);
                EventRegistration left = mux.Register(pair.Left, Interests.Readable, state: i);
                waiters.Add(Background.RunUntilAboutToWait(about =>
                {
                    about();
                    Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
                }));
            }

            pair.Right.Send([1]);

            Assert.All(waiters, waiter => waiter.Join());
        }
        finally
        {
            muxes.ForEach(mux => mux.Dispose());
        }
    }

    [Fact]
    public virtual void Disposing_of_one_multiplexer_leaves_the_others_registrations_in_force()
    {
        IEventMultiplexer mux = Create();
        using IEventMultiplexer other = Create();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Readable);
        EventRegistration otherLeft = other.Register(pair.Left, Interests.Readable);

        mux.Dispose();
        pair.Right.Send([1]);

        Assert.Equal(new ReadyEvent(otherLeft, Readiness.Readable), other.WaitForOne());
    }
}
