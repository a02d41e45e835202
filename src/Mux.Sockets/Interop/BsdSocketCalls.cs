using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Mux.Interop;

/// <summary>The calls of macOS and FreeBSD. Both put the length of an address in front of it, and both fill it in by themselves when they are given one.</summary>
internal sealed unsafe class BsdSocketCalls(BsdSocketAbi abi) : ISocketCalls
{
    private const int EPIPE = 32;
    private const int EPROTOTYPE = 41;
    private const int NoFamily = -1;

    public BsdSocketCalls()
        : this(OperatingSystem.IsMacOS() ? BsdSocketAbi.Darwin : BsdSocketAbi.FreeBsd)
    {
    }

    public bool ShortReceiveDrains => false; // No event tells of urgent data.

    public SyscallResult Open(AddressFamily family, SocketType type)
    {
        SyscallResult socket = SyscallResult.Capture(BsdLibC.Socket(FamilyOf(family), (int)type | abi.BirthFlags, 0));
        return socket.Succeeded && !abi.IsPreparedFromBirth ? OrClose(socket, DarwinDescriptor.Prepare(socket.Value)) : socket;
    }

    public SyscallResult Bind(int socket, ReadOnlySpan<byte> address)
    {
        fixed (byte* start = address)
        {
            return SyscallResult.Capture(BsdLibC.Bind(socket, start, (uint)address.Length));
        }
    }

    public SyscallResult Listen(int socket, int backlog) => SyscallResult.Capture(BsdLibC.Listen(socket, backlog));

    public SyscallResult Accept(int listener, Span<byte> address, out int length)
    {
        uint addressLength = (uint)address.Length;
        SyscallResult socket;
        fixed (byte* start = address)
        {
            // accept inherits O_NONBLOCK from the listener and accept4 does not, and an adopted listener is of somebody else's making: it is set in any case.
            socket = SyscallResult.Capture(abi.IsPreparedFromBirth
                ? BsdLibC.Accept4(listener, start, &addressLength, abi.BirthFlags)
                : BsdLibC.Accept(listener, start, &addressLength));
        }

        length = socket.Succeeded ? LengthOf(addressLength, address) : 0;
        return socket.Succeeded && !abi.IsPreparedFromBirth ? OrClose(socket, DarwinDescriptor.Prepare(socket.Value)) : socket;
    }

    public SyscallResult Connect(int socket, ReadOnlySpan<byte> address)
    {
        fixed (byte* start = address)
        {
            return SyscallResult.Capture(BsdLibC.Connect(socket, start, (uint)address.Length));
        }
    }

    public SyscallResult Receive(int socket, Span<byte> buffer, ReceiveFlags flags)
    {
        fixed (byte* start = buffer)
        {
            return SyscallResult.Capture(
                (int)BsdLibC.Receive(socket, start, (nuint)buffer.Length, (flags & ReceiveFlags.Peek) != 0 ? BsdLibC.MSG_PEEK : 0));
        }
    }

    public SyscallResult Send(int socket, ReadOnlySpan<byte> bytes, SendHints hints)
    {
        fixed (byte* start = bytes)
        {
            return Sent(SyscallResult.Capture((int)BsdLibC.Send(socket, start, (nuint)bytes.Length, abi.SendFlags)));
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
        fixed (IoSegment* start = segments)
        {
            var message = new BsdLibC.Message { Segments = start, SegmentCount = segments.Length };
            return Sent(SyscallResult.Capture((int)BsdLibC.SendMessage(socket, &message, abi.SendFlags)));
        }
    }

    public SyscallResult ReceiveFrom(int socket, Span<byte> buffer, Span<byte> address, out int length, out bool isTruncated)
    {
        fixed (byte* start = buffer)
        fixed (byte* addressStart = address)
        {
            var segment = new IoSegment((nint)start, buffer.Length);
            var message = new BsdLibC.Message { Name = addressStart, NameLength = (uint)address.Length, Segments = &segment, SegmentCount = 1 };
            SyscallResult received = SyscallResult.Capture((int)BsdLibC.ReceiveMessage(socket, &message, 0));
            length = received.Succeeded ? LengthOf(message.NameLength, address) : 0;
            isTruncated = received.Succeeded && (message.Flags & BsdLibC.MSG_TRUNC) != 0;
            return received;
        }
    }

    public SyscallResult SendTo(int socket, ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> address)
    {
        fixed (byte* start = datagram)
        fixed (byte* addressStart = address)
        {
            return SyscallResult.Capture(
                (int)BsdLibC.SendTo(socket, start, (nuint)datagram.Length, abi.SendFlags, addressStart, (uint)address.Length));
        }
    }

    public SyscallResult SendFile(int socket, SafeFileHandle file, long offset, int count)
    {
        using var lease = new HandleLease(file);
        return Sent(abi == BsdSocketAbi.Darwin
            ? BsdFileTransfer.OnDarwin(socket, lease.Number, offset, count)
            : BsdFileTransfer.OnFreeBsd(socket, lease.Number, offset, count));
    }

    public SyscallResult ReceiveMany(int socket, DatagramBatch batch) => DatagramLoop.Receive(this, socket, batch);

    public SyscallResult SendMany(int socket, DatagramBatch batch, int start) => DatagramLoop.Send(this, socket, batch, start);

    public SyscallResult GetUnacknowledged(int socket)
    {
        if (abi.CountsUnacknowledgedByOption)
        {
            return GetSetting(socket, SocketSetting.UnacknowledgedBytes);
        }

        int bytes = 0;
        SyscallResult asked = SyscallResult.Capture(BsdLibC.IoControl(socket, BsdLibC.FIONWRITE, &bytes));
        return asked.Succeeded ? SyscallResult.Success(bytes) : asked;
    }

    public SyscallResult Shutdown(int socket, SocketShutdown how) => SyscallResult.Capture(BsdLibC.Shutdown(socket, (int)how));

    public SyscallResult GetSetting(int socket, SocketSetting setting)
    {
        (int level, int name) = abi.Numbers(setting);
        int value = 0;
        uint length = sizeof(int);
        SyscallResult result = SyscallResult.Capture(BsdLibC.GetOption(socket, level, name, &value, &length));
        return result.Succeeded ? SyscallResult.Success(value) : result;
    }

    public SyscallResult SetSetting(int socket, SocketSetting setting, int value)
    {
        (int level, int name) = abi.Numbers(setting);
        return SyscallResult.Capture(BsdLibC.SetOption(socket, level, name, &value, sizeof(int)));
    }

    public SyscallResult SetLinger(int socket, bool enabled, int seconds)
    {
        var time = new BsdLibC.LingerTime { IsOn = enabled ? 1 : 0, Seconds = seconds };
        return SyscallResult.Capture(BsdLibC.SetOption(socket, BsdLibC.SOL_SOCKET, abi.Linger, &time, (uint)sizeof(BsdLibC.LingerTime)));
    }

    public SyscallResult GetLinger(int socket, out int seconds)
    {
        BsdLibC.LingerTime time = default;
        uint length = (uint)sizeof(BsdLibC.LingerTime);
        SyscallResult result = SyscallResult.Capture(BsdLibC.GetOption(socket, BsdLibC.SOL_SOCKET, abi.Linger, &time, &length));
        seconds = time.IsOn != 0 ? time.Seconds : -1; // macOS says "on" by the option's bit, which is not 1.
        return result;
    }

    public SyscallResult GetLocalAddress(int socket, Span<byte> address, out int length)
    {
        uint addressLength = (uint)address.Length;
        fixed (byte* start = address)
        {
            SyscallResult result = SyscallResult.Capture(BsdLibC.GetLocalAddress(socket, start, &addressLength));
            length = LengthOf(addressLength, address);
            return result;
        }
    }

    public SyscallResult GetPeerAddress(int socket, Span<byte> address, out int length)
    {
        uint addressLength = (uint)address.Length;
        fixed (byte* start = address)
        {
            SyscallResult result = SyscallResult.Capture(BsdLibC.GetPeerAddress(socket, start, &addressLength));
            length = LengthOf(addressLength, address);
            return result;
        }
    }

    public SyscallResult Close(int socket) => SyscallResult.Capture(BsdLibC.Close(socket));

    public SocketError ErrorOf(int error) => SocketErrors.OfBsd(error);

    private int FamilyOf(AddressFamily family) => family switch
    {
        AddressFamily.InterNetwork => 2,
        AddressFamily.InterNetworkV6 => abi.InterNetworkV6,
        AddressFamily.Unix => 1,
        _ => NoFamily, // The system says so: EAFNOSUPPORT.
    };

    // Of an address that does not fit they give as much as does, and tell how long it is.
    private static int LengthOf(uint told, ReadOnlySpan<byte> room) => (int)Math.Min(told, (uint)room.Length);

    // macOS says "wrong protocol" of a connection that is just being torn down, and "broken pipe" a moment later. A stream has no other use for EPROTOTYPE.
    private static SyscallResult Sent(SyscallResult result) => result.Errno == EPROTOTYPE ? SyscallResult.Failure(EPIPE) : result;

    private static SyscallResult OrClose(SyscallResult socket, SyscallResult prepared)
    {
        if (prepared.Succeeded)
        {
            return socket;
        }

        _ = BsdLibC.Close(socket.Value); // What is to be told is why it is closed.
        return prepared;
    }
}
