namespace Mux.Conformance;

/// <summary>One end of a connection, what is done to it, and what the contract says must be reported of it, or may be.</summary>
internal sealed class ModelHandle(IEventMultiplexer mux, bool mayTellOfThePast) : IDisposable
{
    private readonly ConnectedPair _pair = ConnectedPair.OnLoopback();
    private readonly bool _kernelEdge = mux.Features.HasFlag(MultiplexerFeatures.KernelEdge);
    private EventRegistration? _registration;
    private int _unread;
    private bool _armed;      // One-shot: an event is still to come.
    private Readiness _owed;  // Edge: directions that were evaluated anew, or have had new data, since the last wait.
    private Readiness _past;  // What held at some time since the last wait, and does not any more.
    private Readiness _told;  // Edge: directions that were reported, and not yet said to be drained.

    // What holds and is asked for. There is always room to write: nothing here sends enough to fill it.
    private Readiness Holds => (Readiness.Writable | (_unread > 0 ? Readiness.Readable : Readiness.None)) & (Readiness)_registration!.Interests;

    public bool Owns(EventRegistration registration) => registration == _registration;

    public void Register(Interests interests, TriggerMode trigger)
    {
        if (_registration is not null)
        {
            Assert.Throws<InvalidOperationException>(() => mux.Register(_pair.Left, interests, trigger));
            return;
        }

        _registration = mux.Register(_pair.Left, interests, trigger);
        _past = Readiness.None;
        EvaluatedAnew();
    }

    public void Unregister()
    {
        _registration?.Dispose();
        _registration = null;
    }

    public void Modify(Interests interests, TriggerMode trigger)
    {
        if (_registration is not null)
        {
            _registration.Modify(interests, trigger);
            EvaluatedAnew();
        }
    }

    public void Rearm()
    {
        if (_registration is { TriggerMode: TriggerMode.OneShot })
        {
            _registration.Rearm();
            _armed = true;
        }
        else if (_registration is not null)
        {
            Assert.Throws<InvalidOperationException>(_registration.Rearm);
        }
    }

    public void Send()
    {
        // Waits until exactly this byte is there, so that what a later wait must say does not depend on the network.
        _pair.Right.Send([1]);
        _unread++;
        Assert.True(SpinWait.SpinUntil(() => _pair.Left.Available == _unread, Bound.Hang));

        // Without edges from the kernel, a direction that was told stays silent until it is said to be drained.
        _owed |= _kernelEdge ? Readiness.Readable : Readiness.Readable & ~_told;
    }

    public void Drain()
    {
        Assert.Equal(_unread, _pair.Left.Drain());
        _past |= mayTellOfThePast && _unread > 0 ? Readiness.Readable : Readiness.None;
        _unread = 0;
        _told &= ~Readiness.Readable;
        _registration?.NotifyWouldBlock(Interests.Readable);
    }

    /// <summary>Compares what a wait reported of this handle with the contract.</summary>
    public void Take(Readiness reported)
    {
        if (_registration is null)
        {
            Assert.Equal(Readiness.None, reported);
            return;
        }

        Readiness past = _past & (Readiness)_registration.Interests & ~Holds;
        Readiness present = reported & ~past;
        switch (_registration.TriggerMode)
        {
            case TriggerMode.Level:
                Assert.Equal(Holds, present);
                break;
            case TriggerMode.OneShot:
                Assert.Equal(_armed ? Holds : Readiness.None, _armed ? present : reported);
                _armed &= reported == Readiness.None;
                break;
            default:
                // Extra edges are allowed, for what holds; lost ones never.
                Assert.Equal(_owed & Holds, reported & _owed & Holds);
                Assert.Equal(Readiness.None, present & ~Holds);
                _told |= reported;
                break;
        }

        _past = Readiness.None;
        _owed = Readiness.None;
    }

    public void Dispose()
    {
        Unregister();
        _pair.Dispose();
    }

    private void EvaluatedAnew()
    {
        _armed = true;
        _owed = Readiness.Readable | Readiness.Writable;
        _told = Readiness.None;
    }
}
