using System.Net;
using System.Net.Sockets;
using Mux.Interop;

namespace Mux;

/// <summary>The connecting of a socket: its beginning, and what it came to.</summary>
internal static class StreamConnect
{
    /// <summary>Begins.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="calls">How it makes its calls.</param>
    /// <param name="remote">Where to.</param>
    /// <param name="didNotBegin">Whether it would have blocked and so did not even begin (EAGAIN of connect(2)). One that goes on is "in progress".</param>
    public static SocketResult TryBegin(StreamSocket socket, ISocketCalls calls, EndPoint remote, out bool didNotBegin)
    {
        ReadOnlySpan<byte> address = NativeAddress.Of(remote);
        long seen = socket.EventsSeen(Interests.Writable);
        using var lease = new HandleLease(socket.Handle);
        if (remote is IPEndPoint { Address.IsIPv4MappedToIPv6: true })
        {
            _ = calls.SetSetting(lease.Number, SocketSetting.OnlyV6, 0); // Windows and FreeBSD have it on. Where this is refused, the connect says why.
        }

        SyscallResult connected = calls.Connect(lease.Number, address);
        didNotBegin = !connected.Succeeded && calls.ErrorOf(connected.Errno) == SocketError.WouldBlock;

        // An interrupted connect goes on like one that would block. Begun again, it would fail with "already in progress".
        if (!connected.Succeeded && calls.ErrorOf(connected.Errno) is SocketError.InProgress or SocketError.Interrupted or SocketError.AlreadyInProgress)
        {
            return GoesOn(socket, seen);
        }

        return socket.Conclude(connected, Interests.Writable, seen);
    }

    /// <summary>What came of it.</summary>
    public static SocketResult TryFinish(StreamSocket socket, ISocketCalls calls, bool didNotBegin)
    {
        long seen = socket.EventsSeen(Interests.Writable);
        Span<byte> address = stackalloc byte[NativeAddress.MaxLength];
        using var lease = new HandleLease(socket.Handle);
        SyscallResult pending = calls.GetSetting(lease.Number, SocketSetting.PendingError);
        if (!pending.Succeeded)
        {
            return socket.Conclude(pending, Interests.Writable, seen);
        }

        if (pending.Value != 0)
        {
            return socket.Conclude(SyscallResult.Failure(pending.Value), Interests.Writable, seen);
        }

        SyscallResult peer = calls.GetPeerAddress(lease.Number, address, out _);
        if (peer.Succeeded || calls.ErrorOf(peer.Errno) != SocketError.NotConnected || didNotBegin)
        {
            return socket.Conclude(peer.Succeeded ? SyscallResult.Success(0) : peer, Interests.Writable, seen);
        }

        // It goes on; or it has failed, and another call was told why: TakeError, or a receive that was begun before. The system says it only once.
        return socket.LastError is SocketError.Success or SocketError.NotConnected ? GoesOn(socket, seen) : SocketResult.Failed(socket.LastError);
    }

    private static SocketResult GoesOn(StreamSocket socket, long seen)
    {
        socket.NoteWouldBlock(Interests.Writable, seen);
        return SocketResult.Blocked();
    }
}
