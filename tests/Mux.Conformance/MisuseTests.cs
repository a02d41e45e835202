using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mux.Conformance;

/// <summary>What is refused, with which exception, and that its message says what to do instead.</summary>
public abstract class MisuseTests : ConformanceSuite
{
    private const int NoOpenDescriptor = 1_000_000_004; // Beyond what any system hands out, and a multiple of four as Windows has them.

    [Fact]
    public virtual void A_null_handle_or_socket_is_refused()
    {
        using IEventMultiplexer mux = Create();

        Assert.Throws<ArgumentNullException>("handle", () => mux.Register((SafeHandle)null!, Interests.Readable));
        Assert.Throws<ArgumentNullException>("socket", () => mux.Register((Socket)null!, Interests.Readable));
    }

    [Fact]
    public virtual void A_closed_handle_is_refused()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        SafeSocketHandle handle = pair.Left.SafeHandle;
        pair.Left.Dispose();

        Assert.Throws<ObjectDisposedException>(() => mux.Register(handle, Interests.Readable));
    }

    [Fact]
    public virtual void A_closed_socket_is_refused()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        pair.Left.Dispose();

        Assert.Throws<ObjectDisposedException>(() => mux.Register(pair.Left, Interests.Readable));
    }

    [Fact]
    public virtual void An_invalid_handle_is_refused()
    {
        using IEventMultiplexer mux = Create();
        using var invalid = new SafeFileHandle(-1, ownsHandle: false);

        var refusal = Assert.ThrowsAny<ArgumentException>(() => mux.Register(invalid, Interests.Readable));

        Assert.Contains("open", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public virtual void A_number_that_is_no_open_descriptor_is_refused()
    {
        using IEventMultiplexer mux = Create();

        var refusal = Assert.ThrowsAny<ArgumentException>(() => mux.RegisterBorrowed(NoOpenDescriptor, Interests.Readable));

        Assert.Contains("open", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public virtual void A_regular_file_is_refused_as_not_watchable()
    {
        using IEventMultiplexer mux = Create();
        string path = Path.GetTempFileName();
        try
        {
            using SafeFileHandle file = File.OpenHandle(path);

            var refusal = Assert.Throws<NotSupportedException>(() => mux.Register(file, Interests.Readable));

            Assert.Contains("file", refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public virtual void Registering_twice_is_refused_and_the_first_registration_stays()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration first = mux.Register(pair.Left, Interests.Readable);

        var refusal = Assert.Throws<InvalidOperationException>(() => mux.Register(pair.Left, Interests.Writable, TriggerMode.Edge));
        pair.Right.Send([1]);

        Assert.Contains("already", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("modify", refusal.Message, StringComparison.Ordinal);
        Assert.True(first.IsRegistered);
        Assert.Equal(new ReadyEvent(first, Readiness.Readable), mux.WaitForOne());
        Assert.Equal(new ReadyEvent(first, Readiness.Readable), mux.WaitForOne());
    }

    [Theory]
    [InlineData((Interests)8)]
    [InlineData(Interests.Readable | (Interests)0x40)]
    [InlineData((Interests)(-1))]
    public virtual void Undefined_interests_are_refused(Interests undefined)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration right = mux.Register(pair.Right, Interests.Writable);

        var refusal = Assert.ThrowsAny<ArgumentException>(() => mux.Register(pair.Left, undefined));
        Assert.ThrowsAny<ArgumentException>(() => right.Modify(undefined));

        Assert.Equal("interests", refusal.ParamName);
        Assert.Contains("Readable", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(new ReadyEvent(right, Readiness.Writable), mux.WaitForOne());
    }

    [Theory]
    [InlineData((TriggerMode)3)]
    [InlineData((TriggerMode)(-1))]
    public virtual void An_unknown_trigger_mode_is_refused(TriggerMode unknown)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration right = mux.Register(pair.Right, Interests.Writable);

        var refusal = Assert.ThrowsAny<ArgumentException>(() => mux.Register(pair.Left, Interests.Readable, unknown));
        Assert.ThrowsAny<ArgumentException>(() => right.Modify(Interests.Readable, unknown));

        Assert.Equal("trigger", refusal.ParamName);
        Assert.Contains("OneShot", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(TriggerMode.Level, right.TriggerMode);
        Assert.Equal(Interests.Writable, right.Interests);
    }

    [Fact]
    public virtual void Undefined_options_are_refused()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();

        var refusal = Assert.ThrowsAny<ArgumentException>(() => mux.Register(pair.Left, Interests.Readable, options: (RegistrationOptions)4));

        Assert.Equal("options", refusal.ParamName);
    }

    [Fact]
    public virtual void What_was_refused_can_be_registered_properly()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        Assert.ThrowsAny<ArgumentException>(() => mux.Register(pair.Left, (Interests)8));
        Assert.ThrowsAny<ArgumentException>(() => mux.Register(pair.Left, Interests.Readable, (TriggerMode)3));

        EventRegistration left = mux.Register(pair.Left, Interests.Writable);

        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    public virtual void Rearming_what_is_not_one_shot_is_refused(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, trigger);

        var refusal = Assert.Throws<InvalidOperationException>(left.Rearm);

        Assert.Contains("Modify", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Interests.None)]
    [InlineData((Interests)8)]
    public virtual void A_would_block_notice_needs_a_direction(Interests none)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.Edge);

        Assert.Throws<ArgumentException>("direction", () => left.NotifyWouldBlock(none));
    }

    [Fact]
    public virtual void A_wait_without_a_buffer_is_refused()
    {
        using IEventMultiplexer mux = Create();

        Assert.Throws<ArgumentNullException>("events", () => mux.Wait(null!, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public virtual void A_buffer_without_room_is_refused(int capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(capacity), () => new ReadyEvents(capacity));

    [Theory]
    [InlineData(-1L)]
    [InlineData(-2 * TimeSpan.TicksPerMillisecond)]
    [InlineData(-TimeSpan.TicksPerMillisecond - 1)]
    [InlineData(long.MinValue)]
    public virtual void A_negative_timeout_that_is_not_the_infinite_one_is_refused(long ticks)
    {
        using IEventMultiplexer mux = Create();
        var timeout = TimeSpan.FromTicks(ticks);

        var refusal = Assert.Throws<ArgumentOutOfRangeException>("timeout", () => mux.Wait(new ReadyEvents(), timeout));

        Assert.Contains("InfiniteTimeSpan", refusal.Message, StringComparison.Ordinal);
    }
}
