using System.Runtime.InteropServices;

namespace Mux.Iocp;

/// <summary>One socket in one poll list. What the contract does not show of it is guarded by the list's lock.</summary>
internal sealed class IocpRegistration : EventRegistration
{
    private readonly IocpMultiplexer _multiplexer;

    public IocpRegistration(
        IocpMultiplexer multiplexer, SafeHandle handle, Interests interests, TriggerMode trigger, object? state, BaseSocket socket, AfdPoll poll)
        : base(handle, interests, trigger, state)
    {
        _multiplexer = multiplexer;
        Socket = socket;
        Poll = poll;
        Armed = interests;
        Change = new LinkedListNode<IocpRegistration>(this);
    }

    /// <summary>The base socket.</summary>
    public BaseSocket Socket { get; }

    /// <summary>The registration's one poll.</summary>
    public AfdPoll Poll { get; }

    /// <summary>What the next event is still owed for. Level: always all interests. One-shot: all or none. Edge: the directions not reported since they would block.</summary>
    public Interests Armed { get; private set; }

    /// <summary>The registration's place among the changes to submit: in the list while one is due.</summary>
    public LinkedListNode<IocpRegistration> Change { get; }

    /// <summary>How often the system has refused its poll, one time after the other.</summary>
    public int Refusals { get; set; }

    public override void Modify(Interests interests, TriggerMode trigger)
    {
        RegistrationRules.Check(interests, trigger, RegistrationOptions.None, _multiplexer.Features);
        _multiplexer.Change(this, interests, trigger);
    }

    public override void Modify(Interests interests)
    {
        RegistrationRules.Check(interests, TriggerMode, RegistrationOptions.None, _multiplexer.Features);
        _multiplexer.Change(this, interests, trigger: null);
    }

    public override void Rearm()
    {
        if (TriggerMode != TriggerMode.OneShot)
        {
            throw RegistrationRules.NotOneShot(TriggerMode);
        }

        _multiplexer.Change(this, interests: null, trigger: null);
    }

    public override void Dispose() => _multiplexer.Unregister(this);

    /// <summary>Takes on what was asked for, all of it owed.</summary>
    public void Assume(Interests interests, TriggerMode trigger)
    {
        Interests = interests;
        TriggerMode = trigger;
        Armed = interests;
    }

    /// <summary>An edge-triggered direction would block: the next event of it is owed.</summary>
    /// <returns>Whether that is news.</returns>
    public bool TryRearm(Interests direction)
    {
        Interests before = Armed;
        if (TriggerMode == TriggerMode.Edge)
        {
            Armed |= direction & Interests;
        }

        return Armed != before;
    }

    /// <summary>An event is about to be delivered: what is not owed any more until somebody asks again?</summary>
    public void Settle(Readiness delivered) => Armed = TriggerMode switch
    {
        TriggerMode.OneShot => Interests.None,             // Both directions, and the hang-up with them.
        TriggerMode.Edge when (delivered & Readiness.Error) != 0 => Interests.None, // The driver goes on reporting a lost connection.
        TriggerMode.Edge => Armed & ~(Interests)delivered, // The driver has no edges: silent until the direction would block.
        _ => Armed,                                        // Polled again at the next wait, which answers at once while the condition holds.
    };

    /// <summary>Ends the registration.</summary>
    /// <returns>True for the one caller that ended it.</returns>
    public bool End() => TryEnd();

    protected override void OnWouldBlock(Interests direction) => _multiplexer.RearmEdge(this, direction);
}
