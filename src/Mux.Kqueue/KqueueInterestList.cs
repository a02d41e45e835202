using System.Runtime.InteropServices;
using Mux.Kqueue.Interop;

namespace Mux.Kqueue;

/// <summary>The registrations, and the kernel's filters for them. All changes pass through one lock. Waiters take it only for events that they cannot place.</summary>
internal sealed class KqueueInterestList
{
    private readonly IKqueueSystem _system;
    private readonly KqueueDescriptor _kqueue;
    private readonly Lock _lock = new();
    private readonly RegistrationTable _registrations = new(); // Written under _lock.
    private readonly BrokenPipes _brokenPipes = new();
    private readonly KernelFilters _filters;

    public KqueueInterestList(IKqueueSystem system, KqueueDescriptor kqueue)
    {
        _system = system;
        _kqueue = kqueue;
        _filters = new KernelFilters(system, kqueue);
    }

    /// <summary>Adds a registration.</summary>
    /// <returns>Whether there is something to report that the kernel will not: a waiter has to be woken for it.</returns>
    public bool Add(KqueueRegistration registration)
    {
        using var lease = new HandleLease(registration.Handle);
        CheckKind(lease.Number);
        lock (_lock)
        {
            var former = (KqueueRegistration?)_registrations.At(lease.Number);
            if (former is not null)
            {
                RefuseWhileInForce(former, lease.Number);
            }

            registration.Key = _registrations.NewKey(lease.Number);
            FilterOutcome outcome = _filters.Add(registration, lease.Number);
            if (outcome.Errno != 0)
            {
                _filters.Remove(registration, lease.Number);
                throw KqueueErrors.OnAdd(outcome.Errno, lease.Number);
            }

            _registrations.Add(registration);
            return NoteIfBroken(registration, outcome);
        }
    }

    /// <summary>Changes what a registration asks for, and has the kernel evaluate it anew. Null keeps what it asks for at present.</summary>
    /// <returns>Whether there is something to report that the kernel will not: a waiter has to be woken for it.</returns>
    public bool Change(KqueueRegistration registration, Interests? interests, TriggerMode? trigger)
    {
        lock (_lock)
        {
            if (!registration.IsRegistered)
            {
                throw RegistrationRules.Ended();
            }

            if (registration.Handle.IsClosed)
            {
                Forget(registration);
                throw RegistrationRules.ClosedFirst();
            }

            using var lease = new HandleLease(registration.Handle);
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
        lock (_lock)
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

        lock (_lock)
        {
            short sibling = filter == KFilter.Read ? KFilter.Write : KFilter.Read;
            if (!registration.IsRegistered || registration.IsArmed || !IsEnabled(registration, sibling))
            {
                return;
            }

            try
            {
                using var lease = new HandleLease(registration.Handle);
                _filters.Disable(registration, lease.Number, sibling);
            }
            catch (ObjectDisposedException)
            {
                // Closed: the filters went with the descriptor.
            }
        }
    }

    /// <summary>
    /// Notes that the kernel has deleted filters with their reports, and asks for them again where a level-triggered condition that still holds is to be reported by the next wait as well.
    /// </summary>
    public void Restore(KqueueRegistration registration, short filter)
    {
        lock (_lock)
        {
            if (!registration.IsRegistered)
            {
                return;
            }

            KernelFilters.NoteDeleted(registration, filter);
            if (registration.TriggerMode != TriggerMode.Level)
            {
                return; // Reported, and silent until somebody asks again: that adds the filter.
            }

            try
            {
                using var lease = new HandleLease(registration.Handle);
                NoteIfBroken(registration, _filters.Adjust(registration, lease.Number)); // Refused otherwise, the next change tells.
            }
            catch (ObjectDisposedException)
            {
                // Closed: the enumerator's look is the last one.
            }
        }
    }

    /// <summary>The registration that an event belongs to, or null for a stale event.</summary>
    public KqueueRegistration? Find(in KEvent reported)
    {
        var found = (KqueueRegistration?)(_registrations.Find(reported.UserData) ?? FindUnderLock(reported));
        if (found is null || !found.Handle.IsClosed)
        {
            return found;
        }

        lock (_lock)
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
            lock (_lock)
            {
                _brokenPipes.Collect(merged);
            }
        }
    }

    /// <summary>Whether a handle is a pipe or FIFO.</summary>
    public bool IsPipe(SafeHandle handle)
    {
        try
        {
            using var lease = new HandleLease(handle);
            return _system.KindOf(lease.Number) is { Succeeded: true, Value: (int)FileKind.Pipe };
        }
        catch (ObjectDisposedException)
        {
            return false; // Closed since the kernel reported it. Its event has lost its meaning, and the enumerator's look is the last one.
        }
    }

    /// <summary>Ends all registrations, when the multiplexer closes.</summary>
    public void EndAll()
    {
        lock (_lock)
        {
            foreach (KqueueRegistration registration in _registrations.All.ToArray())
            {
                registration.End();
                _registrations.Remove(registration); // Who keeps the multiplexer must not keep the callers' state objects with it.
            }
        }
    }

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
        if (outcome.IsBrokenPipe)
        {
            _brokenPipes.Add(registration);
        }

        return outcome.IsBrokenPipe;
    }

    // Add holds the lock from the kernel's call until the table knows the registration: its first event may come in between.
    private DescriptorRegistration? FindUnderLock(in KEvent reported)
    {
        lock (_lock)
        {
            if (_registrations.At(RegistrationTable.DescriptorOf(reported.UserData)) is { } owner)
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
        if (!registration.End())
        {
            return;
        }

        _brokenPipes.Remove(registration);
        _registrations.Remove(registration);

        // By the number, which every registration in force has to itself here: a handle that owned nothing may be closed while the descriptor is not, and filters that stayed behind would
        // end every wait and be reported to nobody.
        _filters.Remove(registration, RegistrationTable.DescriptorOf(registration.Key));
    }
}
