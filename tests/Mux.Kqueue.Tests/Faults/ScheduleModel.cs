using Mux.Kqueue.Interop;

namespace Mux.Kqueue.Tests.Faults;

/// <summary>
/// One end of a connection, what a random schedule has done with it, and what waits may and must tell of it. Events may be late, so what they say may be past; nothing else is forgiven.
/// </summary>
internal sealed class ScheduleModel(IEventMultiplexer mux) : IDisposable
{
    private readonly ConnectedPair _pair = ConnectedPair.OnLoopback();
    private EventRegistration? _registration;
    private int _unread;
    private bool _isArmed;   // One-shot: an event may still come.
    private Readiness _owed; // Directions that were evaluated anew, or have had new data, and were not told since.

    private Readiness Holds => (Readiness.Writable | (_unread > 0 ? Readiness.Readable : Readiness.None)) & (Readiness)_registration!.Interests;

    public bool Owns(EventRegistration registration) => registration == _registration;

    public void Register(Interests interests, TriggerMode trigger)
    {
        if (_registration is not null)
        {
            Assert.Throws<InvalidOperationException>(() => mux.Register(_pair.Left, interests, trigger));
            return;
        }

        if (Try(() => _registration = mux.Register(_pair.Left, interests, trigger)))
        {
            EvaluatedAnew();
        }
    }

    public void Modify(Interests interests, TriggerMode trigger) => Change(registration => registration.Modify(interests, trigger));

    public void Rearm()
    {
        if (_registration is { TriggerMode: TriggerMode.OneShot })
        {
            Change(registration => registration.Rearm());
        }
    }

    public void Unregister()
    {
        _registration?.Dispose();
        _registration = null;
    }

    public void Send()
    {
        _pair.Right.Send([1]);
        _unread++;
        Assert.True(SpinWait.SpinUntil(() => _pair.Left.Available == _unread, Bound.Hang));
        _owed |= Readiness.Readable;
    }

    public void Drain()
    {
        Assert.Equal(_unread, _pair.Left.Drain());
        _unread = 0;
    }

    /// <summary>An event has been told.</summary>
    public void Told(Readiness readiness)
    {
        Assert.NotEqual(Readiness.None, readiness);
        Assert.Equal(Readiness.None, readiness & ~(Readiness)_registration!.Interests);
        _owed &= ~readiness;
        if (_registration.TriggerMode == TriggerMode.OneShot)
        {
            Assert.True(_isArmed, "A one-shot registration has told twice for one arming.");
            _isArmed = false;
        }
    }

    /// <summary>Everything that was late has been told, and then one wait has told everything else: nothing may be owed.</summary>
    /// <param name="last">What that wait has told of this handle.</param>
    public void Settle(Readiness last)
    {
        if (_registration is null)
        {
            Assert.Equal(Readiness.None, last);
        }
        else if (_registration.TriggerMode == TriggerMode.Level)
        {
            Assert.Equal(Holds, last);
        }
        else if (_registration.TriggerMode == TriggerMode.Edge)
        {
            Assert.Equal(Readiness.None, _owed & Holds);
        }
        else if (_isArmed)
        {
            Assert.Equal(Readiness.None, Holds);
        }
    }

    public void Dispose()
    {
        Unregister();
        _pair.Dispose();
    }

    private void Change(Action<EventRegistration> change)
    {
        if (_registration is null)
        {
            return;
        }

        if (Try(() => change(_registration)))
        {
            EvaluatedAnew();
        }
        else
        {
            Assert.False(_registration.IsRegistered); // Refused by the system, it has ended: nothing is left that could report.
            _registration = null;
        }
    }

    private void EvaluatedAnew()
    {
        _isArmed = true;
        _owed = Readiness.Readable | Readiness.Writable;
    }

    private static bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (MultiplexerException refused) when (refused.NativeErrorCode == Errno.ENOMEM)
        {
            return false;
        }
    }
}
