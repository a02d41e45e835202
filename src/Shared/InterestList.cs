namespace Mux;

/// <summary>What the interest lists of the backends for Unix have in common: the lock that all changes pass through, and the table of registrations. Waiters take the lock only for events that they cannot place.</summary>
/// <remarks>A lease of a caller's handle is taken before the lock and given back after it: the last one closes the handle, which may take its time.</remarks>
internal abstract class InterestList
{
    protected InterestList() => Registrations = new RegistrationTable(Lock);

    /// <summary>The lock.</summary>
    protected Lock Lock { get; } = new();

    /// <summary>The registrations.</summary>
    protected RegistrationTable Registrations { get; }

    /// <summary>Ends all registrations, when the multiplexer closes.</summary>
    public void EndAll()
    {
        lock (Lock)
        {
            foreach (DescriptorRegistration registration in Registrations.All.ToArray())
            {
                registration.End();
                Registrations.Remove(registration); // Who keeps the multiplexer must not keep the callers' state objects with it.
            }
        }
    }
}
