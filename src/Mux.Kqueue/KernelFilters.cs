using Mux.Kqueue.Interop;

namespace Mux.Kqueue;

/// <summary>The kernel's filters: submits changes of them, and reads what became of each.</summary>
/// <param name="system">The kernel.</param>
/// <param name="kqueue">The kqueue.</param>
/// <param name="listLock">The interest list's lock, under which everything here is called.</param>
internal sealed class KernelFilters(IKqueueSystem system, KqueueDescriptor kqueue, Lock listLock)
{
    /// <summary>Adds the filters of a new registration.</summary>
    public FilterOutcome Add(KqueueRegistration registration, int descriptor)
    {
        Span<KEvent> memory = stackalloc KEvent[FilterChanges.Most];
        var changes = new FilterChanges(memory, registration, descriptor);
        changes.Add();
        return Submit(registration, changes.List);
    }

    /// <summary>Brings a registration's filters to what it asks for.</summary>
    public FilterOutcome Adjust(KqueueRegistration registration, int descriptor)
    {
        Span<KEvent> memory = stackalloc KEvent[FilterChanges.Most];
        var changes = new FilterChanges(memory, registration, descriptor);
        changes.Adjust();
        return Submit(registration, changes.List);
    }

    /// <summary>Disables one filter. Failing, there is no such filter any more.</summary>
    public void Disable(KqueueRegistration registration, int descriptor, short filter)
    {
        Span<KEvent> memory = stackalloc KEvent[FilterChanges.Most];
        var changes = new FilterChanges(memory, registration, descriptor);
        changes.Disable(filter);
        _ = Submit(registration, changes.List);
    }

    /// <summary>The kernel has deleted a filter with its report: FreeBSD that of a pipe's writer whose reader is gone, macOS those of a terminal that has hung up.</summary>
    public static void NoteDeleted(KqueueRegistration registration, short filter) => NoteFilter(registration, filter, exists: false);

    /// <summary>Removes a registration's filters. ENOENT and EBADF say that the descriptor was closed, and the filters went with it.</summary>
    public void Remove(KqueueRegistration registration, int descriptor)
    {
        Span<KEvent> memory = stackalloc KEvent[FilterChanges.Most];
        var changes = new FilterChanges(memory, registration, descriptor);
        changes.Remove();
        _ = Submit(registration, changes.List);
    }

    /// <summary>Whether the kernel still has a registration's filters. Closing a descriptor takes them with it, silently.</summary>
    public bool Has(KqueueRegistration registration, int descriptor)
    {
        Span<KEvent> memory = stackalloc KEvent[FilterChanges.Most];
        var changes = new FilterChanges(memory, registration, descriptor);
        changes.Probe();
        return Submit(registration, changes.List).Errno == 0;
    }

    /// <summary>Removes a filter that has reported and is nobody's.</summary>
    public void RemoveStray(in KEvent reported)
    {
        listLock.AssertHeld();
        KEvent change = reported with { Flags = KFlags.Delete | KFlags.Receipt };
        Span<KEvent> receipt = stackalloc KEvent[1];
        _ = system.Kevent(kqueue.Number, new ReadOnlySpan<KEvent>(ref change), receipt, new Timespec(TimeSpan.Zero)); // ENOENT, as a rule.
    }

    private FilterOutcome Submit(KqueueRegistration registration, ReadOnlySpan<KEvent> changes)
    {
        listLock.AssertHeld();
        // Room for every receipt: without it FreeBSD stops after the first change. With receipts, the call neither waits nor takes events away from the waiters.
        Span<KEvent> receipts = stackalloc KEvent[FilterChanges.Most];
        SyscallResult submitted = system.Kevent(kqueue.Number, changes, receipts[..changes.Length], new Timespec(TimeSpan.Zero));
        if (submitted.Errno == Errno.EINTR)
        {
            // Interrupted, the call has applied the changes: to submit them again could undo what a report has changed since.
            NoteApplied(registration, changes);
            return new FilterOutcome(0, IsBrokenPipe: false);
        }

        if (!submitted.Succeeded)
        {
            return new FilterOutcome(submitted.Errno, IsBrokenPipe: false);
        }

        NoteApplied(registration, changes);
        FilterOutcome outcome = Read(receipts[..submitted.Value]);
        registration.HasWriteFilter &= !outcome.IsBrokenPipe;
        return outcome;
    }

    private static FilterOutcome Read(ReadOnlySpan<KEvent> receipts)
    {
        int first = 0;
        bool isBroken = false;
        foreach (ref readonly KEvent receipt in receipts)
        {
            int errno = (receipt.Flags & KFlags.Error) != 0 ? (int)receipt.Data : 0;
            bool isWrite = receipt.Filter == KFilter.Write;
            isBroken |= isWrite && errno == Errno.EPIPE;

            // A pipe without a reader is to be reported, not refused; and a filter that went with the pipe's reader needs no deleting and no disabling.
            if (first == 0 && !(isWrite && errno is Errno.EPIPE or Errno.ENOENT))
            {
                first = errno;
            }
        }

        return new FilterOutcome(first, isBroken);
    }

    private static void NoteFilter(KqueueRegistration registration, short filter, bool exists)
    {
        if (filter == KFilter.Read)
        {
            registration.HasReadFilter = exists;
        }
        else
        {
            registration.HasWriteFilter = exists;
        }
    }

    // Notes what the kernel holds from here on.
    private static void NoteApplied(KqueueRegistration registration, ReadOnlySpan<KEvent> changes)
    {
        foreach (ref readonly KEvent change in changes)
        {
            if ((change.Flags & (KFlags.Add | KFlags.Delete)) != 0)
            {
                NoteFilter(registration, change.Filter, exists: (change.Flags & KFlags.Add) != 0);
            }

            if ((change.Flags & KFlags.Add) != 0)
            {
                registration.FilterMode = registration.TriggerMode;
            }
        }
    }
}

/// <summary>What became of changes.</summary>
/// <param name="Errno">The first errno that matters; 0 when all is well.</param>
/// <param name="IsBrokenPipe">Whether the kernel has refused the filter for writing because the pipe's reader is gone.</param>
internal readonly record struct FilterOutcome(int Errno, bool IsBrokenPipe);
