using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Mux.Interop;

namespace Mux;

/// <summary>A listening socket, of TCP over IPv4, IPv6 or both, or of a Unix domain socket with a path or, on Linux, an abstract name.</summary>
/// <remarks>See <see cref="NonBlockingSocket"/> for how it is watched and awaited, and for threads. Accepting may go on on several threads at once.</remarks>
/// <seealso href="https://man7.org/linux/man-pages/man2/accept.2.html">accept(2)</seealso>
/// <seealso href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</seealso>
public sealed class StreamListener : NonBlockingSocket
{
    private readonly BoundSocketFile? _file; // That this made.
    private readonly bool _isPlainTcp; // And so are those that it accepts.
    private CancellationTokenSource? _closed; // Made when somebody asks. Interlocked.

    private StreamListener(ISocketCalls calls, SafeHandle handle, BoundSocketFile? file, bool isPlainTcp)
        : base(calls, handle)
    {
        _file = file;
        _isPlainTcp = isPlainTcp;
    }

    private protected override Interests Directions => Interests.Readable;

    /// <summary>Listens. Peers can connect from here on.</summary>
    /// <param name="endPoint">
    /// An <see cref="IPEndPoint"/>, with port 0 for any free port; or a <see cref="UnixDomainSocketEndPoint"/>, whose path begins with a NUL for an abstract name of Linux.
    /// </param>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>The listener. Disposing of it removes the socket file that it made.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="endPoint"/> is null.</exception>
    /// <exception cref="ArgumentException">It is a name and not an address, or an option is out of its range.</exception>
    /// <exception cref="PlatformNotSupportedException">This system has no such sockets, or no <see cref="StreamListenerOptions.ReusePort"/>.</exception>
    /// <exception cref="SocketException">The system refused: the address is in use, not this machine's, or not allowed; or descriptors have run out.</exception>
    public static StreamListener Listen(EndPoint endPoint, StreamListenerOptions? options = null) => ListenBy(SocketCalls.OfThisSystem, endPoint, options ?? new StreamListenerOptions());

    /// <summary>Takes over a listening socket of the class library, for example one that a service manager handed to the process.</summary>
    /// <param name="socket">The socket. It is this listener's from here on, and is made non-blocking.</param>
    /// <returns>The listener. A socket file stays when it is disposed of.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="socket"/> is null.</exception>
    /// <exception cref="ArgumentException">It is no stream socket.</exception>
    /// <exception cref="ObjectDisposedException">It is disposed of.</exception>
    public static StreamListener Adopt(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (socket.SocketType != SocketType.Stream)
        {
            throw new ArgumentException($"A listener takes a stream socket, and this is of type {socket.SocketType}: a datagram socket is adopted by DatagramSocket.", nameof(socket));
        }

        socket.Blocking = false;
        return new StreamListener(SocketCalls.OfThisSystem, new AdoptedSocketHandle(socket), file: null, isPlainTcp: false);
    }

    /// <summary>Takes the next connection that waits.</summary>
    /// <param name="socket">The connection, non-blocking and the caller's.</param>
    /// <param name="error">
    /// Without a connection: <see cref="SocketError.WouldBlock"/> when none waits; <see cref="SocketError.TooManyOpenSockets"/> when descriptors have run out (EMFILE, ENFILE) and
    /// <see cref="SocketError.NoBufferSpaceAvailable"/> when memory has (ENOBUFS, ENOMEM): the connection then still waits, and a level-triggered listener is reported again at once, so wait a while
    /// (a ConnectionAcceptor does, and at <see cref="SocketError.AccessDenied"/>, by which Linux tells of a firewall's rule). Anything else is about the listener.
    /// </param>
    /// <returns>Whether there is one. Connections whose peer has gone before they were accepted are passed over.</returns>
    /// <exception cref="ObjectDisposedException">The listener is disposed of.</exception>
    public bool TryAccept([NotNullWhen(true)] out StreamSocket? socket, out SocketError error)
    {
        bool isAccepted = TryAcceptOne(out socket, out SocketResult failure);
        error = failure.Error;
        return isAccepted;
    }

    /// <summary>Takes the next connection, and waits while none is there. One such wait at a time; on a loop.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The connection. Ends with <see cref="SocketException"/> as <see cref="TryAccept"/> fails, with <see cref="OperationCanceledException"/>, or with <see cref="ObjectDisposedException"/> when the listener or the loop has ended.</returns>
    /// <exception cref="InvalidOperationException">It is awaited already, or is not attached and this is no loop's thread.</exception>
    /// <exception cref="ObjectDisposedException">The listener is disposed of.</exception>
    public ValueTask<StreamSocket> AcceptAsync(CancellationToken cancellationToken = default) =>
        Awaitable.PerformAsync(Interests.Readable, new AcceptOperation(this), AcceptOperation.AttemptOrThrow, cancellationToken);

    /// <summary>Is cancelled when this is closed: for waits that are not for peers.</summary>
    internal CancellationToken Closed
    {
        get
        {
            CancellationTokenSource closed = Volatile.Read(ref _closed) ?? Interlocked.CompareExchange(ref _closed, new CancellationTokenSource(), null) ?? _closed!;
            return Handle.IsClosed ? new CancellationToken(canceled: true) : closed.Token; // Asked last: whoever closes looks for the source afterwards.
        }
    }

    internal static StreamListener ListenBy(ISocketCalls calls, EndPoint endPoint, StreamListenerOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Backlog, 1, nameof(options));
        var binding = new SocketBinding(options.ReuseAddress, options.ReusePort, options.OnlyV6, options.UnlinkStalePath);
        SafeSocketDescriptor handle = binding.Bind(
            calls, SocketType.Stream, endPoint, configure: null, begin: socket => calls.ThrowIfFailed(calls.Listen(socket, options.Backlog)), out BoundSocketFile? file);
        return new StreamListener(calls, handle, file, isPlainTcp: endPoint is IPEndPoint);
    }

    internal bool TryAcceptOne([NotNullWhen(true)] out StreamSocket? socket, out SocketResult failure)
    {
        var attempt = new AcceptOperation(this);
        socket = Try(Interests.Readable, ref attempt, AcceptOperation.Attempt);
        failure = attempt.Failure;
        return socket is not null;
    }

    /// <summary>One accept.</summary>
    /// <param name="failure">Why there is no connection; done when there is one.</param>
    internal StreamSocket? Accept(out SocketResult failure)
    {
        Span<byte> address = stackalloc byte[NativeAddress.MaxLength];
        using var lease = new HandleLease(Handle);
        while (true)
        {
            SyscallResult accepted = Calls.Accept(lease.Number, address, out int length);
            if (accepted.Succeeded)
            {
                failure = SocketResult.Done(1);
                return new StreamSocket(Calls, new SafeSocketDescriptor(Calls, accepted.Value), PeerAddress.From(address[..length]), _isPlainTcp);
            }

            if (IsAboutThePeer(Calls.ErrorOf(accepted.Errno)))
            {
                continue;
            }

            _ = Conclude(accepted, out failure);
            return null;
        }
    }

    private protected override void OnGivenAway()
    {
        base.OnGivenAway();
        EndWaits();
    }

    private protected override void Close()
    {
        if (!Handle.IsClosed)
        {
            _file?.Remove();
        }

        base.Close();
        EndWaits();
    }

    private void EndWaits() => Interlocked.CompareExchange(ref _closed, null, null)?.Cancel();

    // What has happened to one connection before it was accepted concerns nobody any more: the next one may be well. accept(2) of Linux passes on all that; elsewhere some of it is about the whole system, and would come again at once.
    private static bool IsAboutThePeer(SocketError error) => error is SocketError.Interrupted or SocketError.ConnectionAborted or SocketError.ConnectionReset
        || (OperatingSystem.IsLinux() && error is SocketError.NetworkDown or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.HostUnreachable
            or SocketError.ProtocolOption or SocketError.ProtocolType or SocketError.TimedOut);
}
