using Mux.Kqueue.Interop;

namespace Mux.Kqueue;

/// <summary>The registrations, and the kernel's filters for them.</summary>
internal sealed class KqueueInterestList : InterestList
{
    private readonly IKqueueSystem _system;
    private readonly KqueueDescriptor _kqueue;
    private readonly BrokenPipes _brokenPipes;
    private readonly KernelFilters _filters;

    public KqueueInterestList(IKqueueSystem system, KqueueDescriptor kqueue)
    {
        _system = system;
        _kqueue = kqueue;
        _filters = new KernelFilters(system, kqueue, Lock);
        _brokenPipes = new BrokenPipes(Lock);
    }

    /// <summary>Adds a registration.</summary>
    /// <returns>Whether there is something to report that the kernel will not: a waiter has to be woken for it.</returns>
    public bool Add(KqueueRegistration registration)
    {
        using var lease = new HandleLease(registration.Handle);
        CheckKind(lease.Number);
        lock (Lock)
        {
            var former = (KqueueRegistration?)Registrations.At(lease.Number);
            if (former is not null)
            {
                RefuseWhileInForce(former, lease.Number);
            }

            registration.Key = Registrations.NewKey(lease.Number);
            FilterOutcome outcome = _filters.Add(registration, lease.Number);
            if (outcome.Errno != 0)
            {
                _filters.Remove(registration, lease.Number);
                throw KqueueErrors.OnAdd(outcome.Errno, lease.Number);
            }

            Registrations.Add(registration);
            return NoteIfBroken(registration, outcome);
        }
    }

    /// <summary>Changes what a registration asks for, and has the kernel evaluate it anew. Null keeps what it asks for at present.</summary>
    /// <returns>Whether there is something to report that the kernel will not: a waiter has to be woken for it.</returns>
    public bool Change(KqueueRegistration registration, Interests? interests, TriggerMode? trigger)
    {
        using HandleLease lease = HandleLease.TryTake(registration.Handle);
        lock (Lock)
        {
            if (!registration.IsRegistered)
            {
                throw RegistrationRules.Ended();
            }

            if (!lease.IsTaken)
            {
                Forget(registration);
                throw RegistrationRules.ClosedFirst();
            }

            registration.Assume(interests ?? registration.Interests, trigger ?? registration.TriggerMode); // Before the call: an event that it brings is translated by the new interests.
            _brokenPipes.Remove(registration);

            FilterOutcome outcome = _filters.Adjust(registration, lease.Number);
            if (outcome.Errno != 0)
            {
                Forget(registration);
                throw KqueueErrors.OnChange(outcome.Errno, lease.Number);
            }

            return NoteIfBroken(registration, outcome);
        }
    }

    /// <summary>Ends a registration and removes its filters. Throws nothing.</summary>
    public void Remove(KqueueRegistration registration)
    {
        lock (Lock)
        {
            Forget(registration);
        }
    }

    /// <summary>
    /// One-shot means one event over both directions: where only one filter reported, and so was disabled by the kernel, the other one is disabled here. Unless somebody has armed the
    /// registration again in the meantime.
    /// </summary>
    public void DisableSibling(in MergedEvent reported)
    {
        KqueueRegistration registration = reported.Registration;
        if (reported.OnlyFilter is not { } filter || registration.TriggerMode != TriggerMode.OneShot)
        {
            return;
        }

        using HandleLease lease = HandleLease.TryTake(registration.Handle);
        lock (Lock)
        {
            short sibling = filter == KFilter.Read ? KFilter.Write : KFilter.Read;
            if (lease.IsTaken && registration.IsRegistered && !registration.IsArmed && IsEnabled(registration, sibling))
            {
                _filters.Disable(registration, lease.Number, sibling); // Of a closed descriptor the filters are gone.
            }
        }
    }

    /// <summary>
    /// Notes that the kernel has deleted filters with their reports, and asks for them again where a level-triggered condition that still holds is to be reported by the next wait as well.
    /// </summary>
    public void Restore(KqueueRegistration registration, short filter)
    {
        using HandleLease lease = HandleLease.TryTake(registration.Handle);
        lock (Lock)
        {
            if (!registration.IsRegistered)
            {
                return;
            }

            KernelFilters.NoteDeleted(registration, filter);

            // In other modes it was reported, and is silent until somebody asks again: that adds the filter. Of a closed descriptor the enumerator's look is the last one.
            if (registration.TriggerMode == TriggerMode.Level && lease.IsTaken)
            {
                NoteIfBroken(registration, _filters.Adjust(registration, lease.Number)); // Refused otherwise, the next change tells.
            }
        }
    }

    /// <summary>The registration that an event belongs to, or null for a stale event.</summary>
    public KqueueRegistration? Find(in KEvent reported)
    {
        var found = (KqueueRegistration?)(Registrations.Find(reported.UserData) ?? FindUnderLock(reported));
        if (found is null || !found.Handle.IsClosed)
        {
            return found;
        }

        lock (Lock)
        {
            Forget(found); // Closed without unregistering, since the kernel reported it.
        }

        return null;
    }

    /// <summary>Whether there is something to report that the kernel does not.</summary>
    public bool HasBrokenPipes => _brokenPipes.Any;

    /// <summary>Reports what the kernel does not.</summary>
    public void CollectBrokenPipes(MergedEvents merged)
    {
        if (HasBrokenPipes)
        {
            lock (Lock)
            {
                _brokenPipes.Collect(merged);
            }
        }
    }

    /// <summary>Whether a descriptor is a pipe or FIFO.</summary>
    public bool IsPipe(int descriptor) => _system.KindOf(descriptor) is { Succeeded: true, Value: (int)FileKind.Pipe };

    private static bool IsEnabled(KqueueRegistration registration, short filter) => filter == KFilter.Read
        ? (registration.Interests & Interests.Readable) != 0
        : (registration.Interests & Interests.Writable) != 0 && registration.HasWriteFilter;

    private void CheckKind(int descriptor)
    {
        if (descriptor == _kqueue.Number)
        {
            throw KqueueErrors.OnSelf(descriptor);
        }

        SyscallResult kind = _system.KindOf(descriptor);
        if (!kind.Succeeded)
        {
            throw KqueueErrors.OnAdd(kind.Errno, descriptor);
        }

        if (kind.Value == (int)FileKind.File)
        {
            throw KqueueErrors.OnFile(descriptor);
        }
    }

    // Closing a descriptor takes its filters with it, silently. So the kernel knows best whether a former registration of this number is still the number's.
    private void RefuseWhileInForce(KqueueRegistration former, int descriptor)
    {
        if (!former.Handle.IsClosed && (!(former.HasReadFilter || former.HasWriteFilter) || _filters.Has(former, descriptor)))
        {
            throw RegistrationRules.RegisteredTwice(descriptor);
        }

        Forget(former);
    }

    private bool NoteIfBroken(KqueueRegistration registration, FilterOutcome outcome)
    {
        Lock.AssertHeld();
        if (outcome.IsBrokenPipe)
        {
            _brokenPipes.Add(registration);
        }

        return outcome.IsBrokenPipe;
    }

    // Add holds the lock from the kernel's call until the table knows the registration: its first event may come in between.
    private DescriptorRegistration? FindUnderLock(in KEvent reported)
    {
        lock (Lock)
        {
            if (Registrations.At(RegistrationTable.DescriptorOf(reported.UserData)) is { } owner)
            {
                return owner.Key == reported.UserData ? owner : null;
            }

            // Nobody's: in the kernel since before it was removed, or because its removal was refused. Left there, a level-triggered filter would end every wait.
            _filters.RemoveStray(reported);
            return null;
        }
    }

    private void Forget(KqueueRegistration registration)
    {
        Lock.AssertHeld();
        if (!registration.End())
        {
            return;
        }

        _brokenPipes.Remove(registration);
        Registrations.Remove(registration);

        // By the number, which every registration in force has to itself here: a handle that owned nothing may be closed while the descriptor is not, and filters that stayed behind would
        // end every wait and be reported to nobody.
        _filters.Remove(registration, RegistrationTable.DescriptorOf(registration.Key));
    }
}
