using System.Net;
using System.Net.Sockets;
using Mux.Interop;

namespace Mux;

/// <summary>The connecting of a socket: its beginning, and what it came to.</summary>
internal static class StreamConnect
{
    private const int NamelessLength = 2; // Of the address of a Unix domain socket without a name: its family alone.

    /// <summary>Begins.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="calls">How it makes its calls.</param>
    /// <param name="remote">The address to connect to.</param>
    /// <param name="didNotBegin">Whether it would have blocked and so did not even begin (EAGAIN of connect(2)). One that goes on is "in progress".</param>
    /// <param name="result">What it came to so far.</param>
    public static AttemptOutcome Begin(StreamSocket socket, ISocketCalls calls, EndPoint remote, out bool didNotBegin, out SocketResult result)
    {
        ReadOnlySpan<byte> address = NativeAddress.Of(remote);
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
            result = SocketResult.Blocked();
            return AttemptOutcome.WouldBlock;
        }

        if (connected.Succeeded && IsItself(calls, lease.Number, address))
        {
            return socket.Refuse(out result);
        }

        return socket.Conclude(connected, out result);
    }

    // A connect to a port of this machine that nobody listens on may be given that very port as its own: TCP then connects the socket to itself ("simultaneous open"), and it would echo what is sent.
    private static bool IsItself(ISocketCalls calls, int socket, ReadOnlySpan<byte> peer)
    {
        Span<byte> own = stackalloc byte[NativeAddress.MaxLength];
        return peer.Length > NamelessLength && calls.GetLocalAddress(socket, own, out int length).Succeeded && peer.SequenceEqual(own[..length]);
    }

    /// <summary>What came of it.</summary>
    public static AttemptOutcome Finish(StreamSocket socket, ISocketCalls calls, bool didNotBegin, out SocketResult result)
    {
        Span<byte> address = stackalloc byte[NativeAddress.MaxLength];
        using var lease = new HandleLease(socket.Handle);
        SyscallResult pending = calls.GetSetting(lease.Number, SocketSetting.PendingError);
        if (!pending.Succeeded)
        {
            return socket.Conclude(pending, out result);
        }

        if (pending.Value != 0)
        {
            return socket.Conclude(SyscallResult.Failure(pending.Value), out result);
        }

        SyscallResult peer = calls.GetPeerAddress(lease.Number, address, out int length);
        if (peer.Succeeded && IsItself(calls, lease.Number, address[..length]))
        {
            return socket.Refuse(out result);
        }

        if (peer.Succeeded || calls.ErrorOf(peer.Errno) != SocketError.NotConnected || didNotBegin)
        {
            return socket.Conclude(peer.Succeeded ? SyscallResult.Success(0) : peer, out result);
        }

        // It goes on; or it has failed, and another call was told why: TakeError, or a receive that was begun before. The system says it only once.
        if (socket.LastFailure is { } failure && failure.Error != SocketError.NotConnected)
        {
            result = failure;
            return AttemptOutcome.Done;
        }

        result = SocketResult.Blocked();
        return AttemptOutcome.WouldBlock;
    }
}
