using System.Runtime.InteropServices;

namespace Mux;

/// <summary>What the multiplexers of the backends for Unix have in common beyond <see cref="GatedMultiplexer"/>: registrations that are changed and removed in an interest list.</summary>
/// <param name="gate">The gate.</param>
internal abstract class DescriptorMultiplexer<TRegistration>(UsageGate gate) : GatedMultiplexer(gate)
    where TRegistration : DescriptorRegistration
{
    /// <summary>Changes what a registration asks for, and has the kernel evaluate it again.</summary>
    public void Change(TRegistration registration, Interests? interests, TriggerMode? trigger)
    {
        using UsageGate.Pass pass = Gate.Enter(this);
        ChangeInList(registration, interests, trigger);
    }

    /// <summary>Ends a registration. Throws nothing.</summary>
    public void Unregister(TRegistration registration)
    {
        if (!Gate.TryEnter())
        {
            registration.End(); // What the kernel holds for it goes with the instance.
            return;
        }

        RemoveFromList(registration);
        Gate.Exit();
    }

    /// <summary>Whether a handle is a pipe or FIFO.</summary>
    public bool IsPipe(SafeHandle handle)
    {
        using HandleLease lease = HandleLease.TryTake(handle);
        return lease.IsTaken && IsPipe(lease.Number); // Closed since the kernel reported it, its event has lost its meaning: the enumerator's look is the last one.
    }

    protected abstract void ChangeInList(TRegistration registration, Interests? interests, TriggerMode? trigger);

    protected abstract void RemoveFromList(TRegistration registration);

    protected abstract bool IsPipe(int descriptor);
}
