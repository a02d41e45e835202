using Mux.Kqueue.Interop;

namespace Mux.Kqueue;

/// <summary>Ends waits from other threads, by a user event: the kernel's own, without a descriptor.</summary>
internal sealed class KqueueWaker
{
    /// <summary>The waker's user data. No registration has it: its lower half is no descriptor number.</summary>
    public const ulong Key = ulong.MaxValue;

    private const uint NOTE_TRIGGER = 0x01000000;

    private readonly IKqueueSystem _system;
    private readonly KqueueDescriptor _kqueue;

    /// <exception cref="MultiplexerException">The system refused.</exception>
    public KqueueWaker(IKqueueSystem system, KqueueDescriptor kqueue)
    {
        _system = system;
        _kqueue = kqueue;
        SyscallResult added = Submit(KFlags.Add | KFlags.Clear, 0); // With EV_CLEAR nobody has to silence it.
        if (!added.Succeeded)
        {
            throw KqueueErrors.OnKevent(added.Errno);
        }
    }

    /// <summary>Makes one waiter return from the kernel, without asking for a wake.</summary>
    public SyscallResult Signal() => Submit(KFlags.None, NOTE_TRIGGER);

    private SyscallResult Submit(KFlags flags, uint filterFlags)
    {
        KEvent change = new() { Filter = _system.Abi.UserFilter, Flags = flags, FilterFlags = filterFlags, UserData = Key };

        // Without room for events the call does not wait, and a refused change is its own errno. Interrupted, it has applied the change.
        SyscallResult submitted = _system.Kevent(_kqueue.Number, new ReadOnlySpan<KEvent>(ref change), [], null);
        return submitted.Errno == Errno.EINTR ? SyscallResult.Success(0) : submitted;
    }
}
