namespace Mux.Kqueue;

/// <summary>
/// Registrations for which the kernel refused the filter for writing with EPIPE: the writing end of a pipe that nobody reads. That is no mistake of the caller's but a
/// condition to report, so it is kept here and reported by waits. Under the interest list's lock, but for <see cref="Any"/>.
/// </summary>
internal sealed class BrokenPipes
{
    private readonly List<KqueueRegistration> _registrations = [];
    private bool _any;

    /// <summary>Whether there are any: a look without the lock, before each wait.</summary>
    public bool Any => Volatile.Read(ref _any);

    public void Add(KqueueRegistration registration)
    {
        _registrations.Add(registration);
        Volatile.Write(ref _any, true);
    }

    public void Remove(KqueueRegistration registration)
    {
        _registrations.Remove(registration);
        Volatile.Write(ref _any, _registrations.Count > 0);
    }

    /// <summary>Reports as many as there is room for. A level-triggered one stays; the others are reported once, until they are changed.</summary>
    public void Collect(ReadyEvents events)
    {
        for (int i = _registrations.Count - 1; i >= 0 && !events.IsFull; i--)
        {
            KqueueRegistration registration = _registrations[i];
            Readiness readiness = KqueueTranslation.OfBrokenPipe(registration.Interests);
            if (readiness != Readiness.None && registration.TryClaim())
            {
                events.Add(registration, readiness);
            }

            if (registration.TriggerMode != TriggerMode.Level)
            {
                Remove(registration);
            }
        }
    }
}
