using System.Runtime.InteropServices;

namespace Mux.Interop;

/// <summary>
/// The calls on a caller's descriptor, on Linux, macOS and FreeBSD: one system call each and no logic. EINTR and EAGAIN come back as any errno does; what to do about them is
/// the caller's matter. On Windows there is no C library of this name, and each throws <see cref="DllNotFoundException"/>.
/// </summary>
/// <remarks>From any thread. The caller holds a <see cref="HandleLease"/> meanwhile, lest the number change owners. Reading and writing block where the descriptor does.</remarks>
internal static unsafe partial class UnixDescriptor
{
    private const short POLLIN = 0x001;
    private const short POLLOUT = 0x004;
    private const short POLLNVAL = 0x020;
    private const int F_GETFL = 3;

    private static int O_NONBLOCK => OperatingSystem.IsLinux() ? 0x800 : 0x4;

    /// <summary>read(2): how many bytes came, 0 at the end of the stream.</summary>
    public static SyscallResult Read(int descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            return SyscallResult.Capture((int)ReadCall(descriptor, start, (nuint)buffer.Length));
        }
    }

    /// <summary>write(2): how many bytes went, which may be fewer than were given. .NET ignores SIGPIPE, so that writing to nobody is EPIPE.</summary>
    public static SyscallResult Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            return SyscallResult.Capture((int)WriteCall(descriptor, start, (nuint)bytes.Length));
        }
    }

    /// <summary>poll(2) without waiting: 1 when a read would not block, 0 when it would. An error and a hang-up count, as a read tells of them.</summary>
    public static SyscallResult IsReadable(int descriptor) => Poll(descriptor, POLLIN);

    /// <summary>poll(2) without waiting: 1 when a write would not block, 0 when it would. An error and a hang-up count, as a write tells of them.</summary>
    public static SyscallResult IsWritable(int descriptor) => Poll(descriptor, POLLOUT);

    /// <summary>fcntl(F_GETFL): 1 when O_NONBLOCK is set, 0 when it is not. The flag belongs to the open file, and so to all its duplicates.</summary>
    public static SyscallResult IsNonBlocking(int descriptor)
    {
        SyscallResult flags = SyscallResult.Capture(Fcntl(descriptor, F_GETFL));
        return flags.Succeeded ? SyscallResult.Success((flags.Value & O_NONBLOCK) != 0 ? 1 : 0) : flags;
    }

    private static SyscallResult Poll(int descriptor, short events)
    {
        var asked = new PollFd { Descriptor = descriptor, Events = events };
        SyscallResult ready = SyscallResult.Capture(PollCall(&asked, 1, 0));

        // poll(2) does not fail for a number that is not open: it reports it. So does macOS for a device that it cannot poll.
        return ready.Succeeded && (asked.Results & POLLNVAL) != 0 ? SyscallResult.Failure(UnixErrno.EBADF) : ready;
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadCall(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteCall(int descriptor, byte* buffer, nuint count);

    // nfds_t has the size of a pointer on Linux and 32 bits elsewhere; a small one is the same argument in both.
    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int PollCall(PollFd* descriptors, nuint count, int milliseconds);

    // Variadic: with a third argument this would go wrong on arm64 macOS, which passes it on the stack. F_GETFL has none.
    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(int descriptor, int command);

    /// <summary><c>struct pollfd</c>, the same on all three systems.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Descriptor;
        public short Events;
        public short Results;
    }
}
