using System.Runtime.InteropServices;

namespace Mux;

/// <summary>What the multiplexers of all backends have in common: the checks of arguments, the gate that lets nobody use what is being closed, and the flag that makes wakes coalesce.</summary>
/// <param name="gate">The gate.</param>
internal abstract class GatedMultiplexer(UsageGate gate) : IEventMultiplexer
{
    private readonly WakeFlag _wakes = new();

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract MultiplexerFeatures Features { get; }

    /// <inheritdoc/>
    public abstract SafeHandle? Handle { get; }

    /// <summary>The gate. Every call that uses what <see cref="Close"/> closes is inside it.</summary>
    protected UsageGate Gate => gate;

    /// <inheritdoc/>
    public EventRegistration Register(SafeHandle handle, Interests interests, TriggerMode trigger, object? state, RegistrationOptions options)
    {
        ArgumentNullException.ThrowIfNull(handle);
        RegistrationRules.Check(interests, trigger, options, Features);

        using UsageGate.Pass pass = gate.Enter(this);
        return Add(handle, interests, trigger, state, options);
    }

    /// <inheritdoc/>
    public int Wait(ReadyEvents events, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(events);
        var deadline = Deadline.After(timeout);

        using UsageGate.Pass pass = gate.Enter(this);
        events.Clear();
        return WaitUntil(deadline, events);
    }

    /// <inheritdoc/>
    public void Wake()
    {
        using UsageGate.Pass pass = gate.Enter(this);
        if (_wakes.TryRaise() && TrySignal() is { } refusal)
        {
            _ = _wakes.TryLower(); // The next wake is to try again and to fail as loudly, not to count on this one.
            throw refusal;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Closing an epoll descriptor wakes nobody who waits on it; closing a kqueue does on macOS and not on FreeBSD; closing a port does on Windows and not on Wine 8. The signal is for the first waiter; each that leaves signals
        // the next.
        if (gate.Close(signal: SignalNext))
        {
            Close();
        }
    }

    /// <summary>Registers a handle, inside the gate and after the checks.</summary>
    protected abstract EventRegistration Add(SafeHandle handle, Interests interests, TriggerMode trigger, object? state, RegistrationOptions options);

    /// <summary>Waits, inside the gate. The buffer is empty.</summary>
    protected abstract int WaitUntil(Deadline deadline, ReadyEvents events);

    /// <summary>Makes one waiter return from the kernel, without asking for a wake.</summary>
    /// <returns>Why the system refuses; null when it does not.</returns>
    protected abstract Exception? TrySignal();

    /// <summary>Ends all registrations and releases what the gate guards. Nobody is inside any more.</summary>
    protected abstract void Close();

    /// <summary>Takes notice of a signal, before the caller looks at whatever it was woken for.</summary>
    /// <param name="events">Told when somebody asked for a wake. Other signals only go round to make waiters look or leave.</param>
    protected void Acknowledge(ReadyEvents events)
    {
        if (_wakes.TryLower())
        {
            events.MarkWoken();
        }
    }

    /// <summary>Passes on a signal that is other waiters' too. Where the system refuses it, the next wait reports that.</summary>
    protected void SignalNext() => _ = TrySignal();

    /// <summary>Leaves a wait whose multiplexer is being disposed of.</summary>
    /// <exception cref="ObjectDisposedException">It is.</exception>
    protected void LeaveIfClosing()
    {
        if (gate.IsClosing)
        {
            SignalNext(); // The signal that woke this waiter is for all of them.
            throw new ObjectDisposedException(GetType().Name);
        }
    }
}
