using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Mux.Interop;

/// <summary>The calls of Linux, by Tmds.LibC, and by our own imports for what it lacks.</summary>
/// <remarks>
/// No type of Tmds.LibC may stand in a field, a base type or a signature of this assembly: where its DLL is absent (Windows, macOS, unusual architectures) that would break
/// <c>Assembly.GetTypes()</c>. In method bodies it is looked for only when the method is first called.
/// </remarks>
internal sealed unsafe partial class LinuxSocketCalls : ISocketCalls
{
    private const int AF_INET6 = 10;
    private const int MSG_PEEK = 0x2;
    private const int MSG_TRUNC = 0x20;
    private const int MSG_NOSIGNAL = 0x4000;
    private const int MSG_MORE = 0x8000;
    private const nuint SIOCOUTQ = 0x5411;

    // Variadic, which on Linux makes no difference for a pointer.
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int IoControl(int descriptor, nuint request, int* value);

    // tcp_recvmsg ends at the mark of urgent data, at the end and at a failure, and otherwise when its queue is empty (epoll(7), question 9).
    public bool ShortReceiveDrains => true;

    public SyscallResult Open(AddressFamily family, SocketType type) => SyscallResult.Capture(
        LibC.socket(family == AddressFamily.InterNetworkV6 ? AF_INET6 : (int)family, (int)type | LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC, 0));

    public SyscallResult Bind(int socket, ReadOnlySpan<byte> address)
    {
        fixed (byte* start = address)
        {
            return SyscallResult.Capture(LibC.bind(socket, (sockaddr*)start, (uint)address.Length));
        }
    }

    public SyscallResult Listen(int socket, int backlog) => SyscallResult.Capture(LibC.listen(socket, backlog));

    public SyscallResult Accept(int listener, Span<byte> address, out int length)
    {
        socklen_t size = (uint)address.Length;
        SyscallResult accepted;
        fixed (byte* start = address)
        {
            accepted = SyscallResult.Capture(LibC.accept4(listener, (sockaddr*)start, &size, LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC));
        }

        length = Math.Min((int)(uint)size, address.Length);
        return accepted;
    }

    public SyscallResult Connect(int socket, ReadOnlySpan<byte> address)
    {
        fixed (byte* start = address)
        {
            return SyscallResult.Capture(LibC.connect(socket, (sockaddr*)start, (uint)address.Length));
        }
    }

    public SyscallResult Receive(int socket, Span<byte> buffer, ReceiveFlags flags)
    {
        fixed (byte* start = buffer)
        {
            return Capture(LibC.recv(socket, start, buffer.Length, flags == ReceiveFlags.Peek ? MSG_PEEK : 0));
        }
    }

    public SyscallResult Send(int socket, ReadOnlySpan<byte> bytes, SendHints hints)
    {
        fixed (byte* start = bytes)
        {
            return Capture(LibC.send(socket, start, bytes.Length, FlagsOf(hints)));
        }
    }

    public SyscallResult Send(int socket, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, SendHints hints)
    {
        fixed (byte* one = first, two = second)
        {
            ReadOnlySpan<IoSegment> segments = [new((nint)one, first.Length), new((nint)two, second.Length)];
            return Send(socket, segments, hints);
        }
    }

    public SyscallResult Send(int socket, ReadOnlySpan<IoSegment> segments, SendHints hints)
    {
        fixed (IoSegment* start = segments)
        {
            msghdr message = default;
            message.msg_iov = (iovec*)start;
            message.msg_iovlen = segments.Length;
            return Capture(LibC.sendmsg(socket, &message, FlagsOf(hints)));
        }
    }

    public SyscallResult ReceiveFrom(int socket, Span<byte> buffer, Span<byte> address, out int length, out bool isTruncated)
    {
        socklen_t size = (uint)address.Length;
        SyscallResult received;
        fixed (byte* start = buffer, from = address)
        {
            // With this flag the call answers with the datagram's whole length, also of what it cuts off.
            received = Capture(LibC.recvfrom(socket, start, buffer.Length, MSG_TRUNC, (sockaddr*)from, from is null ? null : &size));
        }

        length = Math.Min((int)(uint)size, address.Length);
        isTruncated = received.Value > buffer.Length;
        return isTruncated ? SyscallResult.Success(buffer.Length) : received;
    }

    public SyscallResult SendTo(int socket, ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> address)
    {
        fixed (byte* start = datagram, to = address)
        {
            return Capture(LibC.sendto(socket, start, datagram.Length, MSG_NOSIGNAL, (sockaddr*)to, (uint)address.Length));
        }
    }

    public SyscallResult ReceiveMany(int socket, DatagramBatch batch) => LinuxDatagrams.Receive(socket, batch);

    public SyscallResult SendMany(int socket, DatagramBatch batch, int start) => LinuxDatagrams.Send(socket, batch, start);

    public SyscallResult SendFile(int socket, SafeFileHandle file, long offset, int count)
    {
        using var lease = new HandleLease(file);
        if (sizeof(nint) == sizeof(long))
        {
            return Capture(SendFileCall(socket, lease.Number, &offset, (nuint)count));
        }

        return Capture(SendFile64Call(socket, lease.Number, &offset, (nuint)count));
    }

    public SyscallResult GetUnacknowledged(int socket)
    {
        int bytes = 0;
        SyscallResult asked = SyscallResult.Capture(IoControl(socket, SIOCOUTQ, &bytes));
        return asked.Succeeded ? SyscallResult.Success(bytes) : asked;
    }

    public SyscallResult Shutdown(int socket, SocketShutdown how) => SyscallResult.Capture(LibC.shutdown(socket, (int)how));

    public SyscallResult GetSetting(int socket, SocketSetting setting)
    {
        (int level, int name) = SettingNumbers.Linux(setting);
        int value = 0;
        socklen_t size = sizeof(int);
        SyscallResult got = SyscallResult.Capture(LibC.getsockopt(socket, level, name, &value, &size));
        return got.Succeeded ? SyscallResult.Success(value) : got;
    }

    public SyscallResult SetSetting(int socket, SocketSetting setting, int value)
    {
        (int level, int name) = SettingNumbers.Linux(setting);
        return SyscallResult.Capture(LibC.setsockopt(socket, level, name, &value, sizeof(int)));
    }

    public SyscallResult SetLinger(int socket, bool enabled, int seconds)
    {
        int* linger = stackalloc int[] { enabled ? 1 : 0, seconds }; // struct linger
        return SyscallResult.Capture(LibC.setsockopt(socket, LibC.SOL_SOCKET, LibC.SO_LINGER, linger, 2 * sizeof(int)));
    }

    public SyscallResult GetLinger(int socket, out int seconds)
    {
        int* linger = stackalloc int[2];
        socklen_t size = 2 * sizeof(int);
        SyscallResult got = SyscallResult.Capture(LibC.getsockopt(socket, LibC.SOL_SOCKET, LibC.SO_LINGER, linger, &size));
        seconds = linger[0] == 0 ? -1 : linger[1];
        return got;
    }

    public SyscallResult GetLocalAddress(int socket, Span<byte> address, out int length)
    {
        socklen_t size = (uint)address.Length;
        SyscallResult got;
        fixed (byte* start = address)
        {
            got = SyscallResult.Capture(LibC.getsockname(socket, (sockaddr*)start, &size));
        }

        length = Math.Min((int)(uint)size, address.Length);
        return got;
    }

    public SyscallResult GetPeerAddress(int socket, Span<byte> address, out int length)
    {
        socklen_t size = (uint)address.Length;
        SyscallResult got;
        fixed (byte* start = address)
        {
            got = SyscallResult.Capture(LibC.getpeername(socket, (sockaddr*)start, &size));
        }

        length = Math.Min((int)(uint)size, address.Length);
        return got;
    }

    public SyscallResult Close(int socket) => SyscallResult.Capture(LibC.close(socket));

    public SocketError ErrorOf(int error) => SocketErrors.OfLinux(error);

    private static int FlagsOf(SendHints hints) => (hints & SendHints.MoreFollows) != 0 ? MSG_NOSIGNAL | MSG_MORE : MSG_NOSIGNAL;

    // No call here moves more than an int can count: buffers are spans, and sendfile(2) is given an int.
    private static SyscallResult Capture(long returned) => SyscallResult.Capture((int)returned);

    [LibraryImport("libc", EntryPoint = "sendfile", SetLastError = true)]
    private static partial nint SendFileCall(int socket, int file, long* offset, nuint count);

    // Where off_t has 32 bits, the call with 64 has a name of its own.
    [LibraryImport("libc", EntryPoint = "sendfile64", SetLastError = true)]
    private static partial nint SendFile64Call(int socket, int file, long* offset, nuint count);
}
