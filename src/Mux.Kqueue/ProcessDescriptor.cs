using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Mux.Kqueue.Interop;

namespace Mux.Kqueue;

/// <summary>A running process as a descriptor that a multiplexer can watch, on macOS and FreeBSD: a kqueue of its own, in which the process's exit is the one event.</summary>
/// <remarks>The method may be called from any thread.</remarks>
/// <seealso href="https://man.freebsd.org/cgi/man.cgi?query=kqueue&amp;sektion=2">kqueue(2), EVFILT_PROC</seealso>
public static class ProcessDescriptor
{
    private const uint NOTE_EXIT = 0x80000000;

    /// <summary>Opens a descriptor that becomes readable when the process has exited, and stays readable.</summary>
    /// <remarks>
    /// <para>
    /// Register it with any trigger mode, for <see cref="Interests.Readable"/>; there is nothing to read from it. The process need not be a child of this one.
    /// </para>
    /// <para>
    /// A process that has exited and whose parent has not asked for its exit code yet is readable at once on FreeBSD; macOS may say that there is no such process.
    /// </para>
    /// <para>
    /// Process ids are used again, the descriptor's process stays the same. For a child that <see cref="System.Diagnostics.Process"/> started, look at
    /// <see cref="System.Diagnostics.Process.HasExited"/> after this method has returned: while it is false, the descriptor is that child's. .NET asks for
    /// the exit code of its children at once, so that the id of a child that has just exited means no process, or soon another one.
    /// </para>
    /// </remarks>
    /// <param name="processId">The process's id; above zero.</param>
    /// <returns>The descriptor, which is the caller's to close. No child process inherits it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The id is zero or negative.</exception>
    /// <exception cref="ArgumentException">There is no such process: it has exited, it never was, or this user may not see it.</exception>
    /// <exception cref="MultiplexerException">The system refused: out of descriptors (RLIMIT_NOFILE, kern.maxfiles) or memory, or a sandbox forbids it.</exception>
    /// <exception cref="PlatformNotSupportedException">This is neither macOS nor FreeBSD, or the process has not 64 bits.</exception>
    [SupportedOSPlatform("macos")]
    [SupportedOSPlatform("freebsd")]
    public static SafeHandle Open(int processId) => Open(processId, KqueueBackend.SystemHere());

    internal static SafeHandle Open(int processId, IKqueueSystem system)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(processId);

        var kqueue = new KqueueDescriptor(system);
        SyscallResult added = AddExit(processId, kqueue, system);
        if (added.Succeeded)
        {
            return kqueue;
        }

        kqueue.Dispose();
        throw KqueueErrors.OnOpenProcess(added.Errno, processId);
    }

    private static SyscallResult AddExit(int processId, KqueueDescriptor kqueue, IKqueueSystem system)
    {
        // This filter is EV_CLEAR, and EV_ONESHOT once the process exits, whatever is asked for. Both act on delivery; nothing is ever taken out of this kqueue, so the event stays pending.
        KEvent change = new() { Ident = (nuint)processId, Filter = KFilter.Process, Flags = KFlags.Add, FilterFlags = NOTE_EXIT };

        // Without room for events the call does not wait, and a refused change is its own errno. Interrupted, it has applied the change.
        SyscallResult submitted = system.Kevent(kqueue.Number, new ReadOnlySpan<KEvent>(ref change), [], null);
        return submitted.Errno == Errno.EINTR ? SyscallResult.Success(0) : submitted;
    }
}
