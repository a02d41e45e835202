using Microsoft.Win32.SafeHandles;
using Mux.Epoll.Interop;

namespace Mux.Epoll;

/// <summary>
/// What epoll(7) calls the interest list: the registrations, and the kernel's entries for them. The kernel would queue all changes at the epoll instance's own mutex anyway.
/// </summary>
internal sealed class EpollInterestList : InterestList, IDisposable
{
    private readonly IEpollKernel _kernel;
    private readonly EpollWaker _waker;
    private bool _mayHoldOrphans; // Under the lock: an entry may be left in the kernel that no open descriptor number leads to.
    private int _replacements;    // Written under the lock.

    /// <exception cref="MultiplexerException">The system refused.</exception>
    public EpollInterestList(IEpollKernel kernel, EpollWaker waker)
    {
        _kernel = kernel;
        _waker = waker;
        Handle = TryCreateInstance(out MultiplexerException? refusal) ?? throw refusal!;
    }

    /// <summary>The epoll instance.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>The epoll instance's number. Every caller is inside the multiplexer's gate, so it cannot be closed meanwhile.</summary>
    public int Descriptor => (int)Handle.DangerousGetHandle();

    /// <summary>How often the epoll instance was replaced. A waiter that began before a replacement waits on a former one.</summary>
    public int Replacements => Volatile.Read(ref _replacements);

    /// <summary>Adds a registration.</summary>
    public void Add(EpollRegistration registration)
    {
        using var lease = new HandleLease(registration.Handle);
        lock (Lock)
        {
            registration.Key = Registrations.NewKey(lease.Number);
            SyscallResult added = _kernel.Control(Descriptor, EpollOperation.Add, lease.Number, registration.WantedEvents, registration.Key);
            if (!added.Succeeded)
            {
                throw EpollErrors.OnAdd(added.Errno, lease.Number);
            }

            // The kernel took this number for a new file, so a former owner that is still listed was closed without unregistering.
            if (Registrations.Add(registration) is { } former && former.End())
            {
                _mayHoldOrphans = true;
            }
        }
    }

    /// <summary>Changes what a registration asks for, and has the kernel evaluate it anew. Null keeps what it asks for at present.</summary>
    public void Change(EpollRegistration registration, Interests? interests, TriggerMode? trigger)
    {
        using HandleLease lease = HandleLease.TryTake(registration.Handle);
        lock (Lock)
        {
            if (!registration.IsRegistered)
            {
                throw RegistrationRules.Ended();
            }

            registration.Assume(interests ?? registration.Interests, trigger ?? registration.TriggerMode); // Before the call: an event that it brings is translated by the new interests.
            SyscallResult changed = Submit(registration, lease);
            if (!changed.Succeeded)
            {
                EndWithoutEntry(registration);
                throw EpollErrors.OnModify(changed.Errno, RegistrationTable.DescriptorOf(registration.Key));
            }
        }
    }

    /// <summary>Ends a registration and takes its entry out of the kernel's list. Throws nothing.</summary>
    public void Remove(EpollRegistration registration)
    {
        using HandleLease lease = HandleLease.TryTake(registration.Handle);
        lock (Lock)
        {
            if (!registration.End())
            {
                return;
            }

            Registrations.Remove(registration);

            // EBADF and ENOENT say that the number was closed, and perhaps reopened, behind our back. The kernel has dropped the entry with the file, unless a
            // duplicate keeps that open.
            _mayHoldOrphans |= !Control(Descriptor, EpollOperation.Delete, registration, lease).Succeeded;
        }
    }

    /// <summary>The registration that an event belongs to, or null for a stale event.</summary>
    public EpollRegistration? Find(ulong key)
    {
        var found = (EpollRegistration?)(Registrations.Find(key) ?? FindUnderLock(key));
        if (found is null || !found.Handle.IsClosed)
        {
            return found;
        }

        lock (Lock)
        {
            EndWithoutEntry(found); // Closed without unregistering, while a duplicate keeps the file open and its events coming.
        }

        return null;
    }

    /// <summary>Whether a descriptor is a pipe or FIFO.</summary>
    public bool IsPipe(int descriptor) => _kernel.IsPipe(descriptor) is { Succeeded: true, Value: not 0 };

    /// <summary>
    /// Gets rid of entries that nobody can name: their handle was closed without unregistering while a duplicate keeps the file open, and the kernel finds entries only by an open
    /// number of their file. A level-triggered one would end every wait at once, for ever. The one way out is a new epoll instance under the old number.
    /// </summary>
    /// <remarks>That takes a descriptor for a moment, and twice the kernel's memory for entries. Where these are short, all stays as it was, for the caller to try again.</remarks>
    public OrphanOutcome DropOrphans()
    {
        lock (Lock)
        {
            if (!_mayHoldOrphans)
            {
                return OrphanOutcome.None; // The usual stale event: its registration was disposed of between the kernel's report and our look at it.
            }

            using SafeFileHandle? replacement = TryCreateInstance(out _);
            if (replacement is null)
            {
                return OrphanOutcome.Kept;
            }

            int target = (int)replacement.DangerousGetHandle();
            foreach (EpollRegistration registration in Registrations.All.ToArray())
            {
                if (!TryMove(registration, target))
                {
                    return OrphanOutcome.Kept;
                }
            }

            if (!_kernel.Replace(target, Descriptor).Succeeded)
            {
                return OrphanOutcome.Kept; // EINTR, or EBUSY: dup3(2) met another thread that was opening a file.
            }

            _mayHoldOrphans = false;
            Volatile.Write(ref _replacements, _replacements + 1);
            return OrphanOutcome.Dropped;
        }
    }

    public void Dispose() => Handle.Dispose();

    // Null, and why, when the system refuses.
    private SafeFileHandle? TryCreateInstance(out MultiplexerException? refusal)
    {
        SyscallResult created = _kernel.CreateEpoll();
        if (!created.Succeeded)
        {
            refusal = EpollErrors.OnCreate("epoll_create1", created.Errno);
            return null;
        }

        var instance = new SafeFileHandle(created.Value, ownsHandle: true);
        SyscallResult joined = _waker.JoinTo(created.Value);
        if (!joined.Succeeded)
        {
            instance.Dispose();
            refusal = EpollErrors.OnControl(joined.Errno);
            return null;
        }

        refusal = null;
        return instance;
    }

    // Add holds the lock from the kernel's call until the table knows the registration: its first event may come in between.
    private DescriptorRegistration? FindUnderLock(ulong key)
    {
        lock (Lock)
        {
            return Registrations.Find(key);
        }
    }

    private SyscallResult Submit(EpollRegistration registration, HandleLease lease)
    {
        if (!registration.IsExclusive)
        {
            return Control(Descriptor, EpollOperation.Modify, registration, lease);
        }

        // EPOLL_CTL_MOD refuses an entry that has EPOLLEXCLUSIVE or is to get it.
        SyscallResult deleted = Control(Descriptor, EpollOperation.Delete, registration, lease);
        return deleted.Succeeded ? Control(Descriptor, EpollOperation.Add, registration, lease) : deleted;
    }

    // False when the system is short of memory for entries, or of this user's share of it: the registration stays where it is. The lease is given back under the lock: such moves are rare, and all of them are one step.
    private bool TryMove(EpollRegistration registration, int target)
    {
        using HandleLease lease = HandleLease.TryTake(registration.Handle);

        // Changing the old entry tells whether the number still leads to the file that was registered. If not, the new instance must not get that file.
        if (!Submit(registration, lease).Succeeded)
        {
            EndWithoutEntry(registration);
            return true;
        }

        SyscallResult added = Control(target, EpollOperation.Add, registration, lease);
        if (added.Errno is Errno.ENOSPC or Errno.ENOMEM)
        {
            return false;
        }

        if (!added.Succeeded)
        {
            EndWithoutEntry(registration);
        }

        return true;
    }

    private SyscallResult Control(int epoll, EpollOperation operation, EpollRegistration registration, HandleLease lease)
    {
        Lock.AssertHeld();
        return lease.IsTaken
            ? _kernel.Control(epoll, operation, lease.Number, registration.WantedEvents, registration.Key)
            : SyscallResult.Failure(Errno.EBADF); // A closed handle has no number: what the kernel says of a closed number.
    }

    private void EndWithoutEntry(EpollRegistration registration)
    {
        Lock.AssertHeld();
        if (registration.End())
        {
            Registrations.Remove(registration);
            _mayHoldOrphans = true;
        }
    }
}
