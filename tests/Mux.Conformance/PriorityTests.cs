using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>Urgent data, where the backend has a word for it.</summary>
public abstract class PriorityTests : ConformanceSuite
{
    [Fact]
    public virtual void Urgent_data_is_reported_as_priority()
    {
        using IEventMultiplexer mux = CreateWithPriority();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Priority);

        pair.Right.Send([1], SocketFlags.OutOfBand);

        Assert.Equal(new ReadyEvent(left, Readiness.Priority), mux.WaitForOne());
    }

    [Fact]
    public virtual void Urgent_data_is_nothing_to_a_registration_that_does_not_ask_for_it()
    {
        using IEventMultiplexer mux = CreateWithPriority();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Readable);

        pair.Right.Send([1], SocketFlags.OutOfBand);

        mux.AssertQuiet();
    }

    [Fact]
    public virtual void Ordinary_data_is_no_priority()
    {
        using IEventMultiplexer mux = CreateWithPriority();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Priority);

        pair.Right.Send([1]);

        mux.AssertQuiet();
    }

    [Fact]
    public virtual void Urgent_data_that_was_taken_is_reported_no_more_and_the_stream_goes_on()
    {
        using IEventMultiplexer mux = CreateWithPriority();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Priority);
        pair.Right.Send("hello"u8, SocketFlags.OutOfBand);
        Assert.Equal(new ReadyEvent(left, Readiness.Priority), mux.WaitForOne());
        var urgent = new byte[1];

        Assert.Equal(1, pair.Left.Receive(urgent, SocketFlags.OutOfBand));
        mux.AssertQuiet();
        pair.Right.Send("world"u8);

        Assert.Equal("o"u8, urgent);
        left.Modify(Interests.Readable | Interests.Priority);
        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        Assert.Equal("hellworld"u8, pair.Left.ReadExactly(9));
    }

    [Fact]
    public virtual void Urgent_and_ordinary_data_are_one_event()
    {
        using IEventMultiplexer mux = CreateWithPriority();
        using var pair = ConnectedPair.OnLoopback();
        pair.Right.Send([1]);
        pair.Right.Send([2], SocketFlags.OutOfBand);
        pair.Left.AwaitReadable();

        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Priority);

        mux.WaitUntil(left, Readiness.Readable | Readiness.Priority);
    }

    [Fact]
    public virtual void A_reset_reaches_a_registration_that_asks_for_priority_alone()
    {
        using IEventMultiplexer mux = CreateWithPriority();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Priority);

        pair.Right.CloseWithReset();

        Assert.Equal(new ReadyEvent(left, Readiness.Priority | Readiness.ReadClosed | Readiness.WriteClosed | Readiness.Error), mux.WaitForOne());
    }

    [Fact]
    public virtual void Priority_is_refused_where_the_backend_lacks_it()
    {
        using IEventMultiplexer mux = Create();
        Assert.SkipWhen(mux.Features.HasFlag(MultiplexerFeatures.Priority), "this backend has it");
        using var pair = ConnectedPair.OnLoopback();

        Assert.Throws<NotSupportedException>(() => mux.Register(pair.Left, Interests.Readable | Interests.Priority));
    }

    private IEventMultiplexer CreateWithPriority()
    {
        IEventMultiplexer mux = Create();
        bool has = mux.Features.HasFlag(MultiplexerFeatures.Priority);
        if (!has)
        {
            mux.Dispose();
        }

        Assert.SkipUnless(has, "this backend does not report urgent data");
        return mux;
    }
}
