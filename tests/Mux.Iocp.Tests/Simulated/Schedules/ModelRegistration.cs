using Mux.Iocp.Interop;

namespace Mux.Iocp.Tests.Simulated.Schedules;

/// <summary>What the contract says of one registration: what an event may say, and what is owed.</summary>
internal sealed class ModelRegistration(EventRegistration registration, SimulatedSocket socket, Interests interests, TriggerMode trigger)
{
    private AfdEvents _seen = socket.Conditions; // What has held at any time since the last event: nothing else may be reported.
    private Interests _interests = interests;
    private TriggerMode _trigger = trigger;
    private Interests _armed = interests;

    public EventRegistration Registration => registration;

    /// <summary>What has to be reported now, if nothing changes.</summary>
    public Readiness Due => Read(socket.Conditions);

    /// <summary>Whether it is reported as long as it holds.</summary>
    public bool Repeats => _trigger == TriggerMode.Level;

    /// <summary>The socket's conditions may have changed.</summary>
    public void Look() => _seen |= socket.Conditions;

    public void Modify(Interests interests, TriggerMode trigger)
    {
        registration.Modify(interests, trigger);
        (_interests, _trigger, _armed) = (interests, trigger, interests);
    }

    public void Rearm()
    {
        if (_trigger == TriggerMode.OneShot)
        {
            registration.Rearm();
            _armed = _interests;
        }
    }

    public void NotifyWouldBlock(Interests direction)
    {
        registration.NotifyWouldBlock(direction);
        _armed |= _trigger == TriggerMode.Edge ? direction & _interests : Interests.None;
    }

    /// <summary>Checks an event, and notes what is owed after it.</summary>
    public void Take(Readiness readiness)
    {
        Assert.NotEqual(Readiness.None, readiness);
        Assert.Equal(Readiness.None, readiness & ~Read(_seen));

        _seen = socket.Conditions;
        _armed = _trigger switch
        {
            TriggerMode.Level => _armed,
            TriggerMode.Edge when (readiness & Readiness.Error) == 0 => _armed & ~(Interests)readiness,
            _ => Interests.None,
        };
    }

    private Readiness Read(AfdEvents events) => IocpTranslation.ToReadiness(events, _armed, _interests, socket.IsDatagram);
}
