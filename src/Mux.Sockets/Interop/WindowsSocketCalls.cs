using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mux.Interop;

/// <summary>The calls of Windows, where a socket is a handle and errors are those of WSAGetLastError, which is GetLastError.</summary>
internal sealed unsafe class WindowsSocketCalls : ISocketCalls
{
    private const ushort Version22 = 0x0202;
    private const int WSAEOPNOTSUPP = 10045;
    private const int LargestStartupData = 512; // WSADATA takes some 400 bytes.

    public WindowsSocketCalls()
    {
        // Counted by process and never given back: sockets live as long as the process does. Where it fails every other call says so: WSANOTINITIALISED.
        byte* ignored = stackalloc byte[LargestStartupData];
        _ = Winsock.Startup(Version22, ignored);
    }

    public bool ShortReceiveDrains => false; // Its edges begin where an attempt would have blocked.

    public SyscallResult Open(AddressFamily family, SocketType type)
    {
        nint socket = Winsock.Socket((int)family, (int)type, 0, null, 0, Winsock.WSA_FLAG_OVERLAPPED | Winsock.WSA_FLAG_NO_HANDLE_INHERIT);
        if (socket == Winsock.INVALID_SOCKET)
        {
            return LastError();
        }

        if (type == SocketType.Dgram)
        {
            ForgetUnreachablePeers(socket);
        }

        return OrClose(socket, MakeNonBlocking(socket));
    }

    public SyscallResult Bind(int socket, ReadOnlySpan<byte> address)
    {
        fixed (byte* start = address)
        {
            return SyscallResult.Capture(Winsock.Bind(socket, start, address.Length));
        }
    }

    public SyscallResult Listen(int socket, int backlog) => SyscallResult.Capture(Winsock.Listen(socket, backlog));

    public SyscallResult Accept(int listener, Span<byte> address, out int length)
    {
        int addressLength = address.Length;
        nint socket;
        fixed (byte* start = address)
        {
            socket = Winsock.Accept(listener, start, &addressLength);
        }

        if (socket == Winsock.INVALID_SOCKET)
        {
            SyscallResult error = LastError();
            length = 0;

            // The connection was reset while it waited to be accepted. That says nothing of the listener, and has a name of its own elsewhere.
            return error.Errno == Winsock.WSAECONNRESET ? SyscallResult.Failure(Winsock.WSAECONNABORTED) : error;
        }

        length = addressLength;

        // It may have the listener's mode already, but an adopted listener is of somebody else's making. A process that is started between the two calls inherits it:
        // accept has no flag against that.
        SyscallResult mode = MakeNonBlocking(socket);
        return OrClose(socket, mode.Succeeded && Winsock.SetHandleInformation(socket, Winsock.HANDLE_FLAG_INHERIT, 0) == 0 ? LastError() : mode);
    }

    public SyscallResult Connect(int socket, ReadOnlySpan<byte> address)
    {
        fixed (byte* start = address)
        {
            SyscallResult connected = SyscallResult.Capture(Winsock.Connect(socket, start, address.Length));
            return connected.Errno == Winsock.WSAEWOULDBLOCK ? SyscallResult.Failure(Winsock.WSAEINPROGRESS) : connected; // It goes on, which Unix has this word for.
        }
    }

    public SyscallResult Receive(int socket, Span<byte> buffer, ReceiveFlags flags)
    {
        fixed (byte* start = buffer)
        {
            SyscallResult received = SyscallResult.Capture(
                Winsock.Receive(socket, start, buffer.Length, (flags & ReceiveFlags.Peek) != 0 ? Winsock.MSG_PEEK : 0));

            // Our own shutdown of receiving, which on Unix is the end of the stream to whoever receives.
            return received.Errno == Winsock.WSAESHUTDOWN ? SyscallResult.Success(0) : received;
        }
    }

    public SyscallResult Send(int socket, ReadOnlySpan<byte> bytes, SendHints hints)
    {
        fixed (byte* start = bytes)
        {
            return SyscallResult.Capture(Winsock.Send(socket, start, bytes.Length, 0));
        }
    }

    public SyscallResult Send(int socket, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, SendHints hints)
    {
        fixed (byte* firstStart = first)
        fixed (byte* secondStart = second)
        {
            return Send(socket, [new IoSegment((nint)firstStart, first.Length), new IoSegment((nint)secondStart, second.Length)], hints);
        }
    }

    public SyscallResult Send(int socket, ReadOnlySpan<IoSegment> segments, SendHints hints)
    {
        Winsock.Piece* pieces = stackalloc Winsock.Piece[segments.Length];
        nint room = int.MaxValue; // A non-blocking socket that takes anything takes it all, and the count is to fit into an int.
        for (int i = 0; i < segments.Length; i++)
        {
            nint length = Math.Min(segments[i].Length, room);
            pieces[i] = new Winsock.Piece { Length = (uint)length, Address = (void*)segments[i].Address };
            room -= length;
        }

        uint sent;
        SyscallResult result = SyscallResult.Capture(Winsock.SendPieces(socket, pieces, (uint)segments.Length, &sent, 0, null, null));
        return result.Succeeded ? SyscallResult.Success((int)sent) : result;
    }

    public SyscallResult ReceiveFrom(int socket, Span<byte> buffer, Span<byte> address, out int length, out bool isTruncated)
    {
        int addressLength = address.Length;
        SyscallResult received;
        fixed (byte* start = buffer)
        fixed (byte* addressStart = address)
        {
            received = SyscallResult.Capture(
                Winsock.ReceiveFrom(socket, start, buffer.Length, 0, addressStart, addressStart == null ? null : &addressLength));
        }

        // The one error after which there is something: as much of the datagram as went in, and its sender.
        isTruncated = received.Errno == Winsock.WSAEMSGSIZE;
        length = received.Succeeded || isTruncated ? addressLength : 0;
        return isTruncated ? SyscallResult.Success(buffer.Length) : received;
    }

    public SyscallResult SendTo(int socket, ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> address)
    {
        fixed (byte* start = datagram)
        fixed (byte* addressStart = address)
        {
            return SyscallResult.Capture(Winsock.SendTo(socket, start, datagram.Length, 0, addressStart, address.Length));
        }
    }

    /// <summary>
    /// A copy. TransmitFile is not for non-blocking sockets: without an OVERLAPPED it waits until everything is sent, and with one the system reads the file and sends after the call has returned,
    /// which a completion tells of and readiness does not.
    /// </summary>
    public SyscallResult SendFile(int socket, SafeFileHandle file, long offset, int count) => FileCopy.Send(this, socket, file, offset, count);

    public SyscallResult ReceiveMany(int socket, DatagramBatch batch) => DatagramLoop.Receive(this, socket, batch);

    public SyscallResult SendMany(int socket, DatagramBatch batch, int start) => DatagramLoop.Send(this, socket, batch, start);

    public SyscallResult GetUnacknowledged(int socket) => SyscallResult.Failure(WSAEOPNOTSUPP);

    public SyscallResult Shutdown(int socket, SocketShutdown how) => SyscallResult.Capture(Winsock.Shutdown(socket, (int)how));

    public SyscallResult GetSetting(int socket, SocketSetting setting)
    {
        (int level, int name) = SettingNumbers.Windows(setting);
        int value = 0;
        int length = sizeof(int);
        SyscallResult result = SyscallResult.Capture(Winsock.GetOption(socket, level, name, &value, &length));
        return result.Succeeded ? SyscallResult.Success(value) : result;
    }

    public SyscallResult SetSetting(int socket, SocketSetting setting, int value)
    {
        (int level, int name) = SettingNumbers.Windows(setting);
        return SyscallResult.Capture(Winsock.SetOption(socket, level, name, &value, sizeof(int)));
    }

    public SyscallResult SetLinger(int socket, bool enabled, int seconds)
    {
        var time = new Winsock.LingerTime { IsOn = (ushort)(enabled ? 1 : 0), Seconds = (ushort)Math.Clamp(seconds, 0, ushort.MaxValue) };
        return SyscallResult.Capture(Winsock.SetOption(socket, Winsock.SOL_SOCKET, Winsock.SO_LINGER, &time, sizeof(Winsock.LingerTime)));
    }

    public SyscallResult GetLinger(int socket, out int seconds)
    {
        Winsock.LingerTime time = default;
        int length = sizeof(Winsock.LingerTime);
        SyscallResult result = SyscallResult.Capture(Winsock.GetOption(socket, Winsock.SOL_SOCKET, Winsock.SO_LINGER, &time, &length));
        seconds = time.IsOn != 0 ? time.Seconds : -1;
        return result;
    }

    public SyscallResult GetLocalAddress(int socket, Span<byte> address, out int length)
    {
        int addressLength = address.Length;
        fixed (byte* start = address)
        {
            SyscallResult result = SyscallResult.Capture(Winsock.GetLocalAddress(socket, start, &addressLength));
            length = addressLength;
            return result;
        }
    }

    public SyscallResult GetPeerAddress(int socket, Span<byte> address, out int length)
    {
        int addressLength = address.Length;
        fixed (byte* start = address)
        {
            SyscallResult result = SyscallResult.Capture(Winsock.GetPeerAddress(socket, start, &addressLength));
            length = addressLength;
            return result;
        }
    }

    /// <remarks>A non-blocking socket that is to linger is not closed while it has something to send. No thread waits for that here: without lingering the system sends the rest by itself.</remarks>
    public SyscallResult Close(int socket)
    {
        SyscallResult closed = SyscallResult.Capture(Winsock.Close(socket));
        return closed.Errno == Winsock.WSAEWOULDBLOCK && SetLinger(socket, enabled: false, 0).Succeeded
            ? SyscallResult.Capture(Winsock.Close(socket))
            : closed;
    }

    public SocketError ErrorOf(int error) => SocketErrors.OfWindows(error);

    private static SyscallResult MakeNonBlocking(nint socket)
    {
        uint yes = 1;
        return SyscallResult.Capture(Winsock.Control(socket, Winsock.FIONBIO, &yes));
    }

    // Without this a datagram to a peer that is gone ends a receive of a datagram of somebody else's: WSAECONNRESET, once for each. A system that does not know the command has not got
    // the habit, and what a receive answers on another is an error that does no harm: its answer is of no use.
    private static void ForgetUnreachablePeers(nint socket)
    {
        int no = 0;
        uint returned;
        _ = Winsock.Control(socket, Winsock.SIO_UDP_CONNRESET, &no, sizeof(int), null, 0, &returned, null, null);
    }

    private static SyscallResult OrClose(nint socket, SyscallResult prepared)
    {
        if (prepared.Succeeded)
        {
            return SyscallResult.Success((int)socket);
        }

        _ = Winsock.Close(socket); // What is to be told is why it is closed.
        return prepared;
    }

    private static SyscallResult LastError() => SyscallResult.Failure(Marshal.GetLastPInvokeError());
}
