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
    private const int F_GETPIPE_SZ = 1032;
    private const int O_ACCMODE = 3;
    private const int O_NOCTTY = 0x100;   // Linux, as the next one.
    private const int O_CLOEXEC = 0x80000;
    private const int RWF_NOWAIT = 8;
    private const int MSG_NOSIGNAL = 0x4000; // Linux and, with another value, FreeBSD; .NET ignores SIGPIPE, and so it is not needed elsewhere.

    private static int O_NONBLOCK => OperatingSystem.IsLinux() ? 0x800 : 0x4;

    private static int MSG_DONTWAIT => OperatingSystem.IsLinux() ? 0x40 : 0x80;

    private static int SOL_SOCKET => OperatingSystem.IsLinux() ? 1 : 0xFFFF;

    private static int SO_TYPE => OperatingSystem.IsLinux() ? 3 : 0x1008;

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

    /// <summary>recv(2) with MSG_DONTWAIT: never blocks, whatever mode the socket is in.</summary>
    public static SyscallResult Receive(int socket, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            return SyscallResult.Capture((int)RecvCall(socket, start, (nuint)buffer.Length, MSG_DONTWAIT));
        }
    }

    /// <summary>send(2) with MSG_DONTWAIT: never blocks, whatever mode the socket is in.</summary>
    public static SyscallResult Send(int socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            return SyscallResult.Capture((int)SendCall(socket, start, (nuint)bytes.Length, MSG_DONTWAIT | (OperatingSystem.IsLinux() ? MSG_NOSIGNAL : 0)));
        }
    }

    /// <summary>preadv2(2) with RWF_NOWAIT at the current position: never blocks. Linux; fails with EOPNOTSUPP where the kernel or the file's driver does not know it (pipes: Linux 6.4; eventfd: 5.8).</summary>
    public static SyscallResult ReadNoWait(int descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            var piece = new IoVector { Start = start, Length = (nuint)buffer.Length };
            return SyscallResult.Capture((int)PReadV2Call(descriptor, &piece, 1, -1, RWF_NOWAIT));
        }
    }

    /// <summary>pwritev2(2) with RWF_NOWAIT at the current position: never blocks.</summary>
    /// <inheritdoc cref="ReadNoWait"/>
    public static SyscallResult WriteNoWait(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            var piece = new IoVector { Start = start, Length = (nuint)bytes.Length };
            return SyscallResult.Capture((int)PWriteV2Call(descriptor, &piece, 1, -1, RWF_NOWAIT));
        }
    }

    /// <summary>Whether the descriptor is a socket, by its SO_TYPE.</summary>
    public static bool IsSocket(int descriptor)
    {
        int type;
        int length = sizeof(int);
        return GetSockOpt(descriptor, SOL_SOCKET, SO_TYPE, &type, &length) == 0; // ENOTSOCK, or a closed number, which the next call tells of.
    }

    /// <summary>Whether the descriptor can be opened once more without becoming something else: a pipe or FIFO, or a terminal that is not a pseudo-terminal's master. Linux.</summary>
    public static bool CanReopen(int descriptor)
    {
        byte* name = stackalloc byte[64];
        return FcntlInt(descriptor, F_GETPIPE_SZ, 0) >= 0 || (IsATty(descriptor) == 1 && PtsName(descriptor, name, 64) != 0);
    }

    /// <summary>Opens what the descriptor stands for once more, non-blocking and with the same access. Linux: by /proc/self/fd.</summary>
    public static SyscallResult Reopen(int descriptor)
    {
        SyscallResult flags = SyscallResult.Capture(Fcntl(descriptor, F_GETFL));
        return flags.Succeeded
            ? SyscallResult.Capture(OpenCall($"/proc/self/fd/{descriptor}", (flags.Value & O_ACCMODE) | O_NONBLOCK | O_NOCTTY | O_CLOEXEC))
            : flags;
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

    // F_GETPIPE_SZ takes no third argument either; on Linux a variadic function takes it in the same register as any other.
    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FcntlInt(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint RecvCall(int socket, byte* buffer, nuint count, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint SendCall(int socket, byte* buffer, nuint count, int flags);

    [LibraryImport("libc", EntryPoint = "preadv2", SetLastError = true)]
    private static partial nint PReadV2Call(int descriptor, IoVector* pieces, int count, long offset, int flags);

    [LibraryImport("libc", EntryPoint = "pwritev2", SetLastError = true)]
    private static partial nint PWriteV2Call(int descriptor, IoVector* pieces, int count, long offset, int flags);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static partial int GetSockOpt(int socket, int level, int name, int* value, int* length);

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsATty(int descriptor);

    // 0 for the master of a pseudo-terminal only.
    [LibraryImport("libc", EntryPoint = "ptsname_r")]
    private static partial int PtsName(int descriptor, byte* name, nuint length);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenCall(string path, int flags);

    /// <summary><c>struct iovec</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct IoVector
    {
        public byte* Start;
        public nuint Length;
    }

    /// <summary><c>struct pollfd</c>, the same on all three systems.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Descriptor;
        public short Events;
        public short Results;
    }
}
