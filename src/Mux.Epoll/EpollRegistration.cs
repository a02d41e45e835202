using System.Runtime.InteropServices;

namespace Mux.Epoll;

/// <summary>One descriptor in one interest list.</summary>
internal sealed class EpollRegistration : EventRegistration
{
    private readonly EpollMultiplexer _multiplexer;

    private bool _armed = true; // One-shot: whether the next event is still owed. Claimed by exactly one waiter.
    private bool? _isPipe;      // Asked of the kernel at the first event that depends on it. Whoever else asks meanwhile gets the same answer.

    public EpollRegistration(
        EpollMultiplexer multiplexer, SafeHandle handle, Interests interests, TriggerMode trigger, object? state, RegistrationOptions options)
        : base(handle, interests, trigger, state)
    {
        _multiplexer = multiplexer;
        Options = options;
    }

    public RegistrationOptions Options { get; }

    /// <summary>The user data that the kernel returns with this registration's events, and with no other's. Given when it is added.</summary>
    public ulong Key { get; set; }

    public bool IsExclusive => (Options & RegistrationOptions.Exclusive) != 0;

    /// <summary>What the kernel should be asked for at present.</summary>
    public uint WantedEvents => EpollTranslation.ToEvents(
        IsArmed ? Interests : Interests.None, TriggerMode, Options);

    private bool IsArmed => TriggerMode != TriggerMode.OneShot || Volatile.Read(ref _armed);

    public override void Modify(Interests interests, TriggerMode trigger)
    {
        RegistrationRules.Check(interests, trigger, Options, _multiplexer.Features);
        _multiplexer.Change(this, interests, trigger);
    }

    public override void Rearm()
    {
        if (TriggerMode != TriggerMode.OneShot)
        {
            throw RegistrationRules.NotOneShot(TriggerMode);
        }

        _multiplexer.Change(this, Interests, TriggerMode);
    }

    public override void Dispose() => _multiplexer.Unregister(this);

    /// <summary>Takes on what was asked for. Under the interest list's lock.</summary>
    public void Assume(Interests interests, TriggerMode trigger)
    {
        Interests = interests;
        TriggerMode = trigger;
        Volatile.Write(ref _armed, true);
    }

    /// <summary>Turns the kernel's report into readiness, or into None when this waiter has nothing to deliver.</summary>
    public Readiness Receive(uint events)
    {
        Readiness readiness = EpollTranslation.ToReadiness(events, Interests);
        if (readiness == Readiness.None)
        {
            return Readiness.None; // Paused, or modified since the kernel took notice: what still holds is reported anew.
        }

        // The kernel delivers one-shot events once for each EPOLL_CTL_MOD. A modification from elsewhere while a waiter holds the former event would make it two.
        if (TriggerMode == TriggerMode.OneShot && !Interlocked.Exchange(ref _armed, false))
        {
            return Readiness.None;
        }

        return EpollTranslation.IsErrorWithoutHangUp(events) && IsPipe() ? readiness | Readiness.WriteClosed : readiness;
    }

    /// <summary>Ends the registration.</summary>
    /// <returns>True for the one caller that ended it.</returns>
    public bool End() => TryEnd();

    private bool IsPipe() => _isPipe ??= _multiplexer.IsPipe(Handle);
}
