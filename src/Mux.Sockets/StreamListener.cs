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
    private readonly string? _path; // Of a socket file that this made.
    private AcceptOperation? _accept;

    private StreamListener(ISocketCalls calls, SafeHandle handle, string? path)
        : base(calls, handle) => _path = path;

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
        return new StreamListener(SocketCalls.OfThisSystem, new AdoptedSocketHandle(socket), path: null);
    }

    /// <summary>Takes the next connection that waits.</summary>
    /// <param name="socket">The connection, non-blocking and the caller's.</param>
    /// <param name="error">
    /// Without a connection: <see cref="SocketError.WouldBlock"/> when none waits; <see cref="SocketError.TooManyOpenSockets"/> when descriptors have run out (EMFILE, ENFILE) and
    /// <see cref="SocketError.NoBufferSpaceAvailable"/> when memory has (ENOBUFS, ENOMEM): the connection then still waits, and a level-triggered listener is reported again at once, so wait a while
    /// (a ConnectionAcceptor does). Anything else is about the listener.
    /// </param>
    /// <returns>Whether there is one. Connections whose peer has gone before they were accepted are passed over.</returns>
    /// <exception cref="ObjectDisposedException">The listener is disposed of.</exception>
    public bool TryAccept([NotNullWhen(true)] out StreamSocket? socket, out SocketError error)
    {
        long seen = EventsSeen(Interests.Readable);
        Span<byte> address = stackalloc byte[NativeAddress.MaxLength];
        using var lease = new HandleLease(Handle);
        while (true)
        {
            SyscallResult accepted = Calls.Accept(lease.Number, address, out int length);
            if (accepted.Succeeded)
            {
                socket = new StreamSocket(Calls, new SafeSocketDescriptor(Calls, accepted.Value), PeerAddress.From(address[..length]));
                error = SocketError.Success;
                return true;
            }

            error = Calls.ErrorOf(accepted.Errno);
            if (IsAboutThePeer(error))
            {
                continue;
            }

            socket = null;
            if (error == SocketError.WouldBlock)
            {
                NoteWouldBlock(Interests.Readable, seen);
            }
            else
            {
                LastError = error;
            }

            return false;
        }
    }

    /// <summary>Takes the next connection, and waits while none is there. One such wait at a time; on a loop.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The connection. Ends with <see cref="SocketException"/> as <see cref="TryAccept"/> fails, with <see cref="OperationCanceledException"/>, or with <see cref="ObjectDisposedException"/> when the listener or the loop has ended.</returns>
    /// <exception cref="InvalidOperationException">It is awaited already, or is not attached and this is no loop's thread.</exception>
    /// <exception cref="ObjectDisposedException">The listener is disposed of.</exception>
    public ValueTask<StreamSocket> AcceptAsync(CancellationToken cancellationToken = default) => (_accept ??= new AcceptOperation(this, Attached)).Begin(cancellationToken);

    internal static StreamListener ListenBy(ISocketCalls calls, EndPoint endPoint, StreamListenerOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Backlog, 1, nameof(options));
        ReadOnlySpan<byte> address = NativeAddress.Of(endPoint);
        string? path = StaleSocketFile.PathOf(endPoint);
        if (path is not null && options.UnlinkStalePath)
        {
            StaleSocketFile.Remove(path);
        }

        SyscallResult opened = calls.Open(endPoint.AddressFamily, SocketType.Stream);
        if (!opened.Succeeded)
        {
            throw new SocketException((int)calls.ErrorOf(opened.Errno));
        }

        var handle = new SafeSocketDescriptor(calls, opened.Value);
        bool isBound = false;
        try
        {
            var listener = new StreamListener(calls, handle, path);
            listener.Configure(endPoint, options);
            using var lease = new HandleLease(handle);
            listener.ThrowIfFailed(calls.Bind(lease.Number, address));
            isBound = true;
            listener.ThrowIfFailed(calls.Listen(lease.Number, options.Backlog));
            return listener;
        }
        catch
        {
            if (isBound && path is not null)
            {
                File.Delete(path);
            }

            handle.Dispose();
            throw;
        }
    }

    private protected override void Close()
    {
        if (_path is not null && !Handle.IsClosed)
        {
            try
            {
                File.Delete(_path); // Before it is closed: from then on it may be somebody else's.
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // Somebody took the directory away, or the right to it. The next listener finds a stale file, and removes it.
            }
        }

        base.Close();
    }

    private void Configure(EndPoint endPoint, StreamListenerOptions options)
    {
        if (endPoint.AddressFamily == AddressFamily.Unix)
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Set(SocketSetting.ExclusiveAddressUse, 1);
        }
        else if (options.ReuseAddress)
        {
            Set(SocketSetting.ReuseAddress, 1);
        }

        if (options.ReusePort)
        {
            if (OperatingSystem.IsWindows())
            {
                throw new PlatformNotSupportedException("Windows has no SO_REUSEPORT: leave ReusePort off, and hand connections from one listener to several loops.");
            }

            Set(SocketSetting.ReusePort, 1);
        }

        if (endPoint is IPEndPoint { AddressFamily: AddressFamily.InterNetworkV6 } ip)
        {
            Set(SocketSetting.OnlyV6, options.OnlyV6 ?? !ip.Address.Equals(IPAddress.IPv6Any) ? 1 : 0);
        }
    }

    // accept(2) of Linux passes on what has happened to the new connection meanwhile. It concerns nobody any more: the next one may be well.
    private static bool IsAboutThePeer(SocketError error) => error is SocketError.Interrupted or SocketError.ConnectionAborted or SocketError.ConnectionReset or SocketError.NetworkDown or SocketError.NetworkUnreachable
        or SocketError.HostDown or SocketError.HostUnreachable or SocketError.ProtocolOption or SocketError.ProtocolType or SocketError.TimedOut;
}
