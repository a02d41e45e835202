using Mux.Kqueue.Interop;

namespace Mux.Kqueue;

/// <summary>
/// Registrations for which the kernel refused the filter for writing with EPIPE: the writing end of a pipe that nobody reads. That is no mistake of the caller's but a
/// condition to report, so it is kept here and reported by waits.
/// </summary>
/// <param name="listLock">The interest list's lock, under which everything here is called but <see cref="Any"/>.</param>
internal sealed class BrokenPipes(Lock listLock)
{
    private readonly List<KqueueRegistration> _registrations = [];
    private bool _any;
    private bool _filledTheLast;

    /// <summary>Whether there are any: a look without the lock, before each wait.</summary>
    public bool Any => Volatile.Read(ref _any);

    public void Add(KqueueRegistration registration)
    {
        listLock.AssertHeld();
        _registrations.Remove(registration);
        _registrations.Add(registration);
        Volatile.Write(ref _any, true);
    }

    public void Remove(KqueueRegistration registration)
    {
        listLock.AssertHeld();
        _registrations.Remove(registration);
        Volatile.Write(ref _any, _registrations.Count > 0);
    }

    /// <summary>Reports as many as there is room for. A level-triggered one stays, behind the others; the rest are reported once, until they are changed.</summary>
    public void Collect(MergedEvents merged)
    {
        listLock.AssertHeld();
        // What the kernel has to report is never asked for while these fill the buffer. So after a full one it is the kernel's turn.
        bool isKernelsTurn = _filledTheLast;
        _filledTheLast = false;
        for (int left = isKernelsTurn ? 0 : _registrations.Count; left > 0 && !merged.IsFull; left--)
        {
            KqueueRegistration registration = _registrations[0];
            Remove(registration);
            Readiness readiness = KqueueTranslation.OfBrokenPipe(registration.Interests);
            if (readiness == Readiness.None || registration.Handle.IsClosed)
            {
                continue;
            }

            merged.Add(registration, KFilter.Write, readiness);
            if (registration.TriggerMode == TriggerMode.Level)
            {
                Add(registration);
            }

            _filledTheLast = merged.IsFull;
        }
    }
}
