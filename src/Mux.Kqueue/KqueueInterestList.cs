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

    public KqueueInterestList(IKqueueSystem system, KqueueDescriptor kqueue)
    {
        _system = system;
        _kqueue = kqueue;
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
            Span<KEvent> memory = stackalloc KEvent[FilterChanges.Most];
            var changes = new FilterChanges(memory, registration, lease.Number);
            changes.Add();
            int errno = Submit(registration, changes.List, out bool isBroken);
            if (errno != 0)
            {
                _brokenPipes.Remove(registration);
                Undo(registration, lease.Number);
                throw KqueueErrors.OnAdd(errno, lease.Number);
            }

            _registrations.Add(registration);
            return isBroken;
        }
    }

    /// <summary>Changes what a registration asks for, and has the kernel evaluate it anew.</summary>
    /// <returns>Whether there is something to report that the kernel will not: a waiter has to be woken for it.</returns>
    public bool Change(KqueueRegistration registration, Interests interests, TriggerMode trigger)
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
            registration.Assume(interests, trigger); // Before the call: an event that it brings is translated by the new interests.
            _brokenPipes.Remove(registration);

            Span<KEvent> memory = stackalloc KEvent[FilterChanges.Most];
            var changes = new FilterChanges(memory, registration, lease.Number);
            changes.Adjust();
            int errno = Submit(registration, changes.List, out bool isBroken);
            if (errno != 0)
            {
                Forget(registration);
                throw KqueueErrors.OnChange(errno, lease.Number);
            }

            return isBroken;
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
                Span<KEvent> memory = stackalloc KEvent[FilterChanges.Most];
                var changes = new FilterChanges(memory, registration, lease.Number);
                changes.Disable(sibling);
                _ = Submit(registration, changes.List, out _); // Failing, there is no such filter any more.
            }
            catch (ObjectDisposedException)
            {
                // Closed: the filters went with the descriptor.
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
        Span<KEvent> memory = stackalloc KEvent[FilterChanges.Most];
        var changes = new FilterChanges(memory, former, descriptor);
        changes.Probe();
        if (!former.Handle.IsClosed && Submit(former, changes.List, out _) == 0)
        {
            throw RegistrationRules.RegisteredTwice(descriptor);
        }

        Forget(former);
    }

    /// <summary>Submits changes and reads the receipts.</summary>
    /// <returns>The first errno that matters; 0 when all is well.</returns>
    private int Submit(KqueueRegistration registration, ReadOnlySpan<KEvent> changes, out bool isBroken)
    {
        isBroken = false;

        // Room for every receipt: without it FreeBSD stops after the first change. With receipts, the call neither waits nor takes events away from the waiters.
        Span<KEvent> receipts = stackalloc KEvent[FilterChanges.Most];
        SyscallResult submitted = _system.Kevent(_kqueue.Number, changes, receipts[..changes.Length], new Timespec(TimeSpan.Zero));
        if (!submitted.Succeeded)
        {
            // Interrupted, the call has applied the changes: to submit them again could undo what a report has changed since.
            return submitted.Errno == Errno.EINTR ? Applied(registration, changes) : submitted.Errno;
        }

        int first = 0;
        for (int i = 0; i < submitted.Value; i++)
        {
            ref readonly KEvent receipt = ref receipts[i];
            int errno = (receipt.Flags & KFlags.Error) != 0 ? (int)receipt.Data : 0;
            if (receipt.Filter == KFilter.Write && errno == Errno.EPIPE)
            {
                isBroken = true; // The reader is gone: to be reported, not refused.
                errno = 0;
            }

            // A filter for writing that is gone with its pipe's reader needs no deleting and no disabling.
            bool isNews = !(receipt.Filter == KFilter.Write && errno == Errno.ENOENT);
            first = first == 0 && isNews ? errno : first;
        }

        _ = Applied(registration, changes);
        if (isBroken)
        {
            registration.HasWriteFilter = false;
            _brokenPipes.Add(registration);
        }

        return first;
    }

    // Notes what the kernel holds from here on.
    private static int Applied(KqueueRegistration registration, ReadOnlySpan<KEvent> changes)
    {
        foreach (ref readonly KEvent change in changes)
        {
            if (change.Filter == KFilter.Write && (change.Flags & (KFlags.Add | KFlags.Delete)) != 0)
            {
                registration.HasWriteFilter = (change.Flags & KFlags.Add) != 0;
            }

            if ((change.Flags & KFlags.Add) != 0)
            {
                registration.FilterMode = registration.TriggerMode;
            }
        }

        return 0;
    }

    private void Undo(KqueueRegistration registration, int descriptor)
    {
        Span<KEvent> memory = stackalloc KEvent[FilterChanges.Most];
        var changes = new FilterChanges(memory, registration, descriptor);
        changes.Remove();
        _ = Submit(registration, changes.List, out _); // ENOENT and EBADF: the descriptor was closed, and the filters went with it.
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
            KEvent change = reported with { Flags = KFlags.Delete | KFlags.Receipt };
            Span<KEvent> receipt = stackalloc KEvent[1];
            _ = _system.Kevent(_kqueue.Number, new ReadOnlySpan<KEvent>(ref change), receipt, new Timespec(TimeSpan.Zero)); // ENOENT, as a rule.
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
        Undo(registration, RegistrationTable.DescriptorOf(registration.Key));
    }
}
