using System.Runtime.InteropServices;

namespace Mux;

/// <summary>What the registrations of the backends for Unix have in common: a key in the kernel's user data, and the one-shot mode's claim.</summary>
internal abstract class DescriptorRegistration(SafeHandle handle, Interests interests, TriggerMode trigger, object? state, RegistrationOptions options)
    : EventRegistration(handle, interests, trigger, state)
{
    private bool _armed = true; // One-shot: whether the next event is still owed. Claimed by exactly one waiter.
    private int _isPipe;        // 1 yes, -1 no, 0 not asked: asked of the kernel at the first event that depends on it. Whoever else asks meanwhile gets the same answer.

    /// <summary>The user data that the kernel returns with this registration's events, and with no other's. Given when it is added.</summary>
    public ulong Key { get; set; }

    public RegistrationOptions Options { get; } = options;

    /// <summary>Whether an event is owed: always, but for a one-shot registration that has had its event.</summary>
    public bool IsArmed => TriggerMode != TriggerMode.OneShot || Volatile.Read(ref _armed);

    /// <summary>What the multiplexer can do.</summary>
    protected abstract MultiplexerFeatures Features { get; }

    public override void Modify(Interests interests, TriggerMode trigger)
    {
        RegistrationRules.Check(interests, trigger, Options, Features);
        Change(interests, trigger);
    }

    public override void Modify(Interests interests)
    {
        RegistrationRules.Check(interests, TriggerMode, Options, Features);
        Change(interests, trigger: null);
    }

    public override void Rearm()
    {
        if (TriggerMode != TriggerMode.OneShot)
        {
            throw RegistrationRules.NotOneShot(TriggerMode);
        }

        Change(interests: null, trigger: null);
    }

    /// <summary>Takes on what was asked for. Under the interest list's lock.</summary>
    public void Assume(Interests interests, TriggerMode trigger)
    {
        Interests = interests;
        TriggerMode = trigger;
        Volatile.Write(ref _armed, true);
    }

    /// <summary>
    /// The right to deliver an event. The kernel delivers one-shot events once for each arming; a modification from elsewhere while a waiter holds the former event, or the
    /// other direction's event in the hands of another waiter, would make it two.
    /// </summary>
    public bool TryClaim() => TriggerMode != TriggerMode.OneShot || Interlocked.Exchange(ref _armed, false);

    /// <summary>Whether the handle is a pipe or FIFO.</summary>
    public bool IsPipe()
    {
        if (_isPipe == 0)
        {
            _isPipe = AskIsPipe() ? 1 : -1;
        }

        return _isPipe > 0;
    }

    /// <summary>Ends the registration.</summary>
    /// <returns>True for the one caller that ended it.</returns>
    public bool End() => TryEnd();

    /// <summary>
    /// Has the multiplexer change what it asks for. Null keeps what it asks for at that moment, under the lock: read before, it could undo what another thread changes in between.
    /// </summary>
    protected abstract void Change(Interests? interests, TriggerMode? trigger);

    /// <summary>Asks the kernel whether the handle is a pipe or FIFO.</summary>
    protected abstract bool AskIsPipe();
}
