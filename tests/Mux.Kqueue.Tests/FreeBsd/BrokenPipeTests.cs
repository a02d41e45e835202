using Mux.Kqueue.Tests.Faults;

namespace Mux.Kqueue.Tests.FreeBsd;

/// <summary>A pipe that nobody reads, where the kernel refuses to watch its writing end: the backend reports what the kernel does not.</summary>
public sealed class BrokenPipeTests : IDisposable
{
    private const Readiness ReaderGone = Readiness.Writable | Readiness.WriteClosed | Readiness.Error;

    private readonly FreeBsdKernel _kernel = new();
    private readonly KqueueMultiplexer _mux;
    private readonly PipePair _pipe = new();

    public BrokenPipeTests()
    {
        _mux = new KqueueMultiplexer(_kernel);
        _pipe.CloseReader();
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public void Asked_for_both_directions_it_is_one_event(TriggerMode trigger)
    {
        EventRegistration writer = _mux.Register(_pipe.Writer, Interests.Readable | Interests.Writable, trigger);

        ReadyEvent ready = _mux.WaitForOne();

        Assert.Equal((writer, ReaderGone), (ready.Registration, ready.Readiness & ReaderGone));
    }

    [Fact]
    public void Level_reports_it_at_every_wait()
    {
        EventRegistration writer = _mux.Register(_pipe.Writer, Interests.Writable);

        Assert.Equal(new ReadyEvent(writer, ReaderGone), _mux.WaitForOne());
        Assert.Equal(new ReadyEvent(writer, ReaderGone), _mux.WaitForOne());
    }

    [Fact]
    public void One_shot_reports_it_once_an_arming()
    {
        EventRegistration writer = _mux.Register(_pipe.Writer, Interests.Writable, TriggerMode.OneShot);
        Assert.Equal(new ReadyEvent(writer, ReaderGone), _mux.WaitForOne());
        _mux.AssertQuiet();

        writer.Rearm();

        Assert.Equal(new ReadyEvent(writer, ReaderGone), _mux.WaitForOne());
        _mux.AssertQuiet();
    }

    [Fact]
    public void With_a_small_buffer_it_takes_turns_with_what_the_kernel_reports()
    {
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration writer = _mux.Register(_pipe.Writer, Interests.Writable);
        EventRegistration left = _mux.Register(pair.Left, Interests.Writable);
        _mux.WaitFor(2); // Also takes the signal of the registration, which would have a turn of its own.

        IEnumerable<EventRegistration> seen = Enumerable.Range(0, 4).Select(_ => Assert.Single(_mux.Collect(Bound.Hang, capacity: 1)).Registration);

        Assert.Equal([writer, left, writer, left], seen);
    }

    [Fact]
    public void Registered_during_a_wait_it_ends_it()
    {
        Background waiter = Background.RunUntilAboutToWait(aboutToWait =>
        {
            aboutToWait();
            Assert.Equal(ReaderGone, _mux.WaitForOne().Readiness);
        });

        _mux.Register(_pipe.Writer, Interests.Writable, TriggerMode.OneShot);

        waiter.Join();
    }

    [Fact]
    public void Paused_or_unregistered_or_closed_it_is_silent()
    {
        using var unregistered = new PipePair();
        using var closed = new PipePair();
        unregistered.CloseReader();
        closed.CloseReader();
        EventRegistration first = _mux.Register(_pipe.Writer, Interests.Writable);
        EventRegistration second = _mux.Register(unregistered.Writer, Interests.Writable);
        _mux.Register(closed.Writer, Interests.Writable);

        first.Modify(Interests.None);
        second.Dispose();
        closed.CloseWriter();

        _mux.AssertQuiet();
    }

    [Fact]
    public void Disposal_closes_the_kqueue_when_every_waiter_has_left()
    {
        Background[] waiters = [.. Enumerable.Range(0, 4).Select(_ => Background.RunUntilAboutToWait(aboutToWait =>
        {
            aboutToWait();
            Assert.Throws<ObjectDisposedException>(() => _mux.Wait(new ReadyEvents(), Timeout.InfiniteTimeSpan));
        }))];

        _mux.Dispose();

        Array.ForEach(waiters, waiter => waiter.Join());
        Assert.False(_kernel.WasClosedUnderWaiters);
    }

    public void Dispose()
    {
        _mux.Dispose();
        _pipe.Dispose();
    }
}
