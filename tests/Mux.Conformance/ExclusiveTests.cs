namespace Mux.Conformance;

/// <summary>Exclusive registrations: the same events to one multiplexer, and a clear refusal of what they cannot be combined with.</summary>
public abstract class ExclusiveTests : ConformanceSuite
{
    [Fact]
    public virtual void An_exclusive_listener_is_told_of_a_connection()
    {
        using IEventMultiplexer mux = CreateWithExclusive();
        using var listener = new Listener();
        EventRegistration listening = Exclusively(mux, listener);

        using var client = listener.BeginClient();

        Assert.Equal(new ReadyEvent(listening, Readiness.Readable), mux.WaitForOne());
        using var server = listener.Socket.Accept();
        mux.AssertQuiet();
    }

    [Fact]
    public virtual void Of_several_multiplexers_at_least_one_is_told()
    {
        using IEventMultiplexer mux = CreateWithExclusive();
        using IEventMultiplexer other = Create();
        using var listener = new Listener();
        EventRegistration listening = Exclusively(mux, listener);
        EventRegistration otherListening = Exclusively(other, listener);

        using var client = listener.BeginClient();
        listener.Socket.AwaitReadable();
        IReadOnlyList<ReadyEvent> told = [.. mux.Collect(TimeSpan.Zero), .. other.Collect(TimeSpan.Zero)];

        Assert.NotEmpty(told);
        Assert.All(told, ready => Assert.Contains(ready.Registration, new[] { listening, otherListening }));
        Assert.All(told, ready => Assert.Equal(Readiness.Readable, ready.Readiness));
    }

    [Fact]
    public virtual void The_peers_end_is_told_as_something_to_read()
    {
        using IEventMultiplexer mux = CreateWithExclusive();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, options: RegistrationOptions.Exclusive);

        pair.Right.Shutdown(System.Net.Sockets.SocketShutdown.Send);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void An_exclusive_registration_can_be_paused_and_resumed()
    {
        using IEventMultiplexer mux = CreateWithExclusive();
        using var listener = new Listener();
        EventRegistration listening = Exclusively(mux, listener);

        listening.Modify(Interests.None);
        using var client = listener.BeginClient();
        mux.AssertQuiet();
        listening.Modify(Interests.Readable);

        Assert.Equal(new ReadyEvent(listening, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void One_shot_is_refused_at_registration_and_later()
    {
        using IEventMultiplexer mux = CreateWithExclusive();
        using var listener = new Listener();

        var refusal = Assert.Throws<ArgumentException>(
            () => mux.Register(listener.Socket, Interests.Readable, TriggerMode.OneShot, options: RegistrationOptions.Exclusive));
        EventRegistration listening = Exclusively(mux, listener);
        Assert.Throws<ArgumentException>(() => listening.Modify(Interests.Readable, TriggerMode.OneShot));

        Assert.Contains("Exclusive", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(TriggerMode.Level, listening.TriggerMode);
        using var client = listener.BeginClient();
        Assert.Equal(new ReadyEvent(listening, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void Priority_is_refused_at_registration_and_later()
    {
        using IEventMultiplexer mux = CreateWithExclusive();
        using var pair = ConnectedPair.OnLoopback();
        const Interests withPriority = Interests.Readable | Interests.Priority;

        Assert.Throws<ArgumentException>(() => mux.Register(pair.Left, withPriority, options: RegistrationOptions.Exclusive));
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, options: RegistrationOptions.Exclusive);
        Assert.Throws<ArgumentException>(() => left.Modify(withPriority));

        Assert.Equal(Interests.Readable, left.Interests);
    }

    [Fact]
    public virtual void Exclusive_is_refused_where_the_backend_lacks_it()
    {
        using IEventMultiplexer mux = Create();
        Assert.SkipWhen(mux.Features.HasFlag(MultiplexerFeatures.Exclusive), "this backend has it");
        using var listener = new Listener();

        var refusal = Assert.Throws<NotSupportedException>(() => Exclusively(mux, listener));

        Assert.Contains("Exclusive", refusal.Message, StringComparison.Ordinal);
    }

    private static EventRegistration Exclusively(IEventMultiplexer mux, Listener listener) =>
        mux.Register(listener.Socket, Interests.Readable, options: RegistrationOptions.Exclusive);

    private IEventMultiplexer CreateWithExclusive()
    {
        IEventMultiplexer mux = Create();
        bool has = mux.Features.HasFlag(MultiplexerFeatures.Exclusive);
        if (!has)
        {
            mux.Dispose();
        }

        Assert.SkipUnless(has, "this backend has no exclusive registrations");
        return mux;
    }
}
