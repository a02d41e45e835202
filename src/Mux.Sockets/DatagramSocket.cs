using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Mux.Interop;

namespace Mux;

/// <summary>A socket of datagrams: UDP over IPv4, IPv6 or both, or a Unix domain socket. Every attempt answers at once, with a value; each is about one whole datagram, or about a batch of them.</summary>
/// <remarks>
/// <para>See <see cref="NonBlockingSocket"/> for how it is watched and awaited, and for threads. An attempt is never <see cref="SocketResult.IsClosed"/>: a count of 0 is an empty datagram.</para>
/// <para>
/// <b>Connected</b> sockets exchange datagrams with one peer. They alone learn that nobody receives there: an attempt after the refusal fails with <see cref="SocketError.ConnectionRefused"/>, once. Sockets opened by this library do not on Windows.
/// </para>
/// <para>
/// <b>A full buffer.</b> Sending would block while this socket's buffer is full. A full buffer of a Unix domain peer counts too, but the system tells of room there only to a socket that is connected: await sends on connected ones.
/// macOS and FreeBSD fail with <see cref="SocketError.NoBufferSpaceAvailable"/> when the network takes no more: the datagram is lost.
/// </para>
/// </remarks>
/// <seealso href="https://man7.org/linux/man-pages/man7/udp.7.html">udp(7)</seealso>
/// <seealso href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</seealso>
public sealed class DatagramSocket : NonBlockingSocket
{
    private readonly BoundSocketFile? _file; // That this made.

    internal DatagramSocket(ISocketCalls calls, SafeHandle handle, BoundSocketFile? file = null)
        : base(calls, handle) => _file = file;

    private protected override Interests Directions => Interests.Readable | Interests.Writable;

    /// <summary>Opens a socket and binds it. Peers can send to it from here on.</summary>
    /// <param name="endPoint">An <see cref="IPEndPoint"/>, with port 0 for any free port; or a <see cref="UnixDomainSocketEndPoint"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>The socket. Disposing of it removes the socket file that it made.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="endPoint"/> is null.</exception>
    /// <exception cref="ArgumentException">It is a name and not an address.</exception>
    /// <exception cref="PlatformNotSupportedException">This system has no such sockets, or no <see cref="DatagramSocketOptions.ReusePort"/>.</exception>
    /// <exception cref="SocketException">The system refused: the address is in use, not this machine's, or not allowed; or descriptors have run out.</exception>
    public static DatagramSocket Bind(EndPoint endPoint, DatagramSocketOptions? options = null) => BindBy(SocketCalls.OfThisSystem, endPoint, options ?? new DatagramSocketOptions());

    /// <summary>Opens a socket that is not bound: the system picks an address when it first sends or connects.</summary>
    /// <param name="family">IPv4, IPv6 or Unix.</param>
    /// <returns>The socket.</returns>
    /// <exception cref="SocketException">The system has no such sockets, or descriptors have run out.</exception>
    public static DatagramSocket Open(AddressFamily family) => Open(SocketCalls.OfThisSystem, family);

    /// <summary>Takes over a socket of the class library.</summary>
    /// <param name="socket">The socket. It is this one's from here on, and is made non-blocking. Use it no more.</param>
    /// <returns>The socket.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="socket"/> is null.</exception>
    /// <exception cref="ArgumentException">It is no datagram socket.</exception>
    /// <exception cref="ObjectDisposedException">It is disposed of.</exception>
    public static DatagramSocket Adopt(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (socket.SocketType != SocketType.Dgram)
        {
            throw new ArgumentException($"This takes a datagram socket, and the socket is of type {socket.SocketType}: a stream socket is adopted by StreamSocket.", nameof(socket));
        }

        socket.Blocking = false;
        return new DatagramSocket(SocketCalls.OfThisSystem, new AdoptedSocketHandle(socket));
    }

    /// <summary>Receives one datagram, of whomever.</summary>
    /// <param name="buffer">Where to. An empty one takes a datagram, too, and throws it away.</param>
    /// <returns>Done with its length, and <see cref="SocketResult.IsTruncated"/> when it is longer than the buffer; would block; or failed.</returns>
    /// <exception cref="ObjectDisposedException">This is disposed of.</exception>
    /// <seealso href="https://man7.org/linux/man-pages/man2/recv.2.html">recvfrom(2)</seealso>
    public SocketResult TryReceive(Span<byte> buffer)
    {
        var attempt = new DatagramReceiveAttempt(this, buffer, []);
        return Try(Interests.Readable, ref attempt, DatagramReceiveAttempt.Attempt);
    }

    /// <summary>Receives one datagram, and tells who sent it.</summary>
    /// <param name="buffer">Where to. An empty one takes a datagram, too, and throws it away.</param>
    /// <param name="from">Filled with the sender's address, in place. Of the socket's family, so that there is room; longer addresses are cut. Its size is 0 for a sender without one (Unix domain sockets), and its content is of use only when this is done.</param>
    /// <exception cref="ArgumentNullException"><paramref name="from"/> is null.</exception>
    /// <inheritdoc cref="TryReceive(Span{byte})"/>
    public SocketResult TryReceive(Span<byte> buffer, SocketAddress from)
    {
        ArgumentNullException.ThrowIfNull(from);
        var attempt = new DatagramReceiveAttempt(this, buffer, from.Buffer.Span);
        SocketResult received = Try(Interests.Readable, ref attempt, DatagramReceiveAttempt.Attempt);
        if (received.IsDone)
        {
            from.Size = Math.Min(attempt.AddressLength, from.Buffer.Length);
        }

        return received;
    }

    /// <summary>Receives as many datagrams as there are and the batch has room for: by one call for each 64 on Linux, else by one each.</summary>
    /// <param name="batch">Where to. What it held is gone, whatever comes of this.</param>
    /// <returns>Done with how many datagrams, 1 or more; would block; or failed. Fewer than there is room for need not mean that there are no more: that is what would-block says.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="batch"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">This is disposed of.</exception>
    /// <seealso href="https://man7.org/linux/man-pages/man2/recvmmsg.2.html">recvmmsg(2)</seealso>
    public SocketResult TryReceive(DatagramBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear();
        var attempt = new BatchAttempt(this, batch);
        return Try(Interests.Readable, ref attempt, BatchAttempt.Receive);
    }

    /// <summary>Sends one datagram to the connected peer.</summary>
    /// <param name="datagram">The datagram; an empty one is sent, too.</param>
    /// <returns>Done with its length, always all of it; would block; or failed: with <see cref="SocketError.MessageSize"/> when it is too long for the protocol, or without a peer.</returns>
    /// <exception cref="ObjectDisposedException">This is disposed of.</exception>
    /// <seealso href="https://man7.org/linux/man-pages/man2/send.2.html">sendto(2)</seealso>
    public SocketResult TrySend(ReadOnlySpan<byte> datagram) => TrySendTo(datagram, []);

    /// <summary>Sends one datagram to an address.</summary>
    /// <param name="datagram">The datagram; an empty one is sent, too.</param>
    /// <param name="to">Where to: what a receive has filled, or what <see cref="EndPoint.Serialize"/> made.</param>
    /// <exception cref="ArgumentNullException"><paramref name="to"/> is null.</exception>
    /// <inheritdoc cref="TrySend(ReadOnlySpan{byte})"/>
    public SocketResult TrySend(ReadOnlySpan<byte> datagram, SocketAddress to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return TrySendTo(datagram, NativeAddress.Bytes(to));
    }

    /// <summary>Sends the datagrams of a batch in their order: by one call for each 64 on Linux, else by one each.</summary>
    /// <param name="batch">The datagrams. It stays as it is.</param>
    /// <inheritdoc cref="TrySend(DatagramBatch, int)"/>
    public SocketResult TrySend(DatagramBatch batch) => TrySend(batch, start: 0);

    /// <summary>Sends the datagrams of a batch from one on, in their order: by one call for each 64 on Linux, else by one each.</summary>
    /// <param name="batch">The datagrams. It stays as it is.</param>
    /// <param name="start">The index of the first one: as many as went before.</param>
    /// <returns>Done with how many datagrams went, perhaps not all: go on behind them. Would block, or failed, about the first of them.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="batch"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="start"/> is below 0 or above the batch's count.</exception>
    /// <exception cref="ObjectDisposedException">This is disposed of.</exception>
    /// <seealso href="https://man7.org/linux/man-pages/man2/sendmmsg.2.html">sendmmsg(2)</seealso>
    public SocketResult TrySend(DatagramBatch batch, int start)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, batch.Count);

        var attempt = new BatchAttempt(this, batch, start);
        return Try(Interests.Writable, ref attempt, BatchAttempt.Send);
    }

    /// <summary>Has the socket exchange datagrams with one peer only. Again for another one. Nothing is sent, and nobody need be there.</summary>
    /// <param name="remote">An address of the socket's family.</param>
    /// <returns>Done, or failed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="remote"/> is null.</exception>
    /// <exception cref="ArgumentException">It is a name and not an address.</exception>
    /// <exception cref="ObjectDisposedException">This is disposed of.</exception>
    /// <seealso href="https://man7.org/linux/man-pages/man2/connect.2.html">connect(2)</seealso>
    public SocketResult TryConnect(EndPoint remote) => Connect(NativeAddress.Of(remote));

    /// <summary>Ends what <see cref="TryConnect"/> began: the socket exchanges datagrams with everybody again.</summary>
    /// <returns>Done, or failed.</returns>
    /// <exception cref="ObjectDisposedException">This is disposed of.</exception>
    public SocketResult TryDisconnect()
    {
        SocketResult connected = Connect(NativeAddress.Nobody);

        // macOS and FreeBSD disconnect, and then find that they cannot connect to nobody.
        return connected.Error == SocketError.AddressFamilyNotSupported && (OperatingSystem.IsMacOS() || OperatingSystem.IsFreeBSD()) ? SocketResult.Done(0) : connected;
    }

    /// <summary>Receives one datagram. Waits while there is none.</summary>
    /// <param name="buffer">The buffer to fill. An empty one also takes a datagram, and discards it.</param>
    /// <param name="cancellationToken">Ends the wait. A datagram that was received by then is never discarded.</param>
    /// <returns>
    /// The length, and whether the datagram was truncated. Await it once. It ends with <see cref="SocketException"/> when the socket has failed, for example with <see cref="SocketError.ConnectionRefused"/> when a connected
    /// peer's port is closed; with <see cref="OperationCanceledException"/> when it is cancelled; and with <see cref="ObjectDisposedException"/> when the socket or the loop has ended.
    /// </returns>
    /// <exception cref="InvalidOperationException">A receive is in progress; or the socket is not attached, and this is not a loop's thread.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed of.</exception>
    public ValueTask<ReceivedDatagram> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Awaitable.PerformAsync(Interests.Readable, new DatagramReceiveOperation(this, buffer, from: null), DatagramReceiveOperation.Attempt, cancellationToken);

    /// <summary>Receives one datagram and its sender's address. Waits while there is none.</summary>
    /// <param name="buffer">The buffer to fill. An empty one also takes a datagram, and discards it.</param>
    /// <param name="from">The object to fill with the sender's address, in place, as <see cref="TryReceive(Span{byte}, SocketAddress)"/> does.</param>
    /// <param name="cancellationToken">Ends the wait. A datagram that was received by then is never discarded.</param>
    /// <exception cref="ArgumentNullException"><paramref name="from"/> is null.</exception>
    /// <inheritdoc cref="ReceiveAsync(Memory{byte}, CancellationToken)"/>
    public ValueTask<ReceivedDatagram> ReceiveAsync(Memory<byte> buffer, SocketAddress from, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(from);
        return Awaitable.PerformAsync(Interests.Readable, new DatagramReceiveOperation(this, buffer, from), DatagramReceiveOperation.Attempt, cancellationToken);
    }

    /// <summary>Sends one datagram to the connected peer. Waits while there is no room.</summary>
    /// <param name="datagram">The datagram. Do not change it until the send has completed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The number of bytes: all of them. Await it once. It ends with exceptions as <see cref="ReceiveAsync(Memory{byte}, CancellationToken)"/> does.</returns>
    /// <exception cref="InvalidOperationException">A send is in progress; or the socket is not attached, and this is not a loop's thread.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed of.</exception>
    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> datagram, CancellationToken cancellationToken = default) =>
        Awaitable.PerformAsync(Interests.Writable, new DatagramSendOperation(this, datagram, to: null), DatagramSendOperation.Attempt, cancellationToken);

    /// <summary>Sends one datagram to an address. Waits while there is no room.</summary>
    /// <param name="datagram">The datagram. Do not change it or the address until the send has completed.</param>
    /// <param name="to">The address to send to.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentNullException"><paramref name="to"/> is null.</exception>
    /// <inheritdoc cref="SendAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> datagram, SocketAddress to, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(to);
        return Awaitable.PerformAsync(Interests.Writable, new DatagramSendOperation(this, datagram, to), DatagramSendOperation.Attempt, cancellationToken);
    }

    internal static DatagramSocket Open(ISocketCalls calls, AddressFamily family)
    {
        var socket = new DatagramSocket(calls, SafeSocketDescriptor.Open(calls, family, SocketType.Dgram));
        if (family == AddressFamily.InterNetworkV6)
        {
            using var lease = new HandleLease(socket.Handle);
            _ = calls.SetSetting(lease.Number, SocketSetting.OnlyV6, 0); // Windows and FreeBSD have it on. Where this is refused, sending to a mapped address says why.
        }

        return socket;
    }

    internal static DatagramSocket BindBy(ISocketCalls calls, EndPoint endPoint, DatagramSocketOptions options)
    {
        var binding = new SocketBinding(options.ReuseAddress, options.ReusePort, options.OnlyV6, options.UnlinkStalePath);
        SafeSocketDescriptor handle = binding.Bind(calls, SocketType.Dgram, endPoint, Configure, begin: null, out BoundSocketFile? file);
        return new DatagramSocket(calls, handle, file);

        void Configure(int socket)
        {
            if (options.Broadcast && endPoint.AddressFamily != AddressFamily.Unix)
            {
                calls.ThrowIfFailed(calls.SetSetting(socket, SocketSetting.Broadcast, 1));
            }

            if (options.ReceiveBufferSize is { } receiveSize)
            {
                calls.ThrowIfFailed(calls.SetSetting(socket, SocketSetting.ReceiveBufferSize, receiveSize));
            }

            if (options.SendBufferSize is { } sendSize)
            {
                calls.ThrowIfFailed(calls.SetSetting(socket, SocketSetting.SendBufferSize, sendSize));
            }
        }
    }

    private protected override void Close()
    {
        if (!Handle.IsClosed)
        {
            _file?.Remove();
        }

        base.Close();
    }

    internal AttemptOutcome Receive(Span<byte> buffer, SocketAddress? from, out SocketResult result)
    {
        AttemptOutcome outcome = Receive(buffer, from is null ? [] : from.Buffer.Span, out int length, out result);
        if (from is not null && result.IsDone)
        {
            from.Size = Math.Min(length, from.Buffer.Length);
        }

        return outcome;
    }

    internal AttemptOutcome Receive(Span<byte> buffer, Span<byte> address, out int length, out SocketResult result)
    {
        using var lease = new HandleLease(Handle);
        SyscallResult received;
        bool isTruncated;
        do
        {
            received = Calls.ReceiveFrom(lease.Number, buffer, address, out length, out isTruncated);
        }
        while (IsInterrupted(received));
        AttemptOutcome outcome = Conclude(received, out result);
        result = received.Succeeded && isTruncated ? SocketResult.Truncated(received.Value) : result;
        return outcome;
    }

    internal AttemptOutcome Receive(DatagramBatch batch, out SocketResult result)
    {
        using var lease = new HandleLease(Handle);
        SyscallResult received;
        do
        {
            received = Calls.ReceiveMany(lease.Number, batch);
        }
        while (IsInterrupted(received));
        batch.Count = received.Succeeded ? received.Value : 0;
        return Conclude(received, out result);
    }

    internal AttemptOutcome Send(ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> address, out SocketResult result)
    {
        using var lease = new HandleLease(Handle);
        SyscallResult sent;
        do
        {
            sent = Calls.SendTo(lease.Number, datagram, address);
        }
        while (IsInterrupted(sent));
        return Conclude(sent, out result);
    }

    internal AttemptOutcome Send(DatagramBatch batch, int start, out SocketResult result)
    {
        using var lease = new HandleLease(Handle);
        SyscallResult sent;
        do
        {
            sent = Calls.SendMany(lease.Number, batch, start);
        }
        while (IsInterrupted(sent));
        return Conclude(sent, out result);
    }

    private SocketResult TrySendTo(ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> address)
    {
        var attempt = new DatagramSendAttempt(this, datagram, address);
        return Try(Interests.Writable, ref attempt, DatagramSendAttempt.Attempt);
    }

    private SocketResult Connect(ReadOnlySpan<byte> address)
    {
        using var lease = new HandleLease(Handle);
        SyscallResult connected;
        do
        {
            connected = Calls.Connect(lease.Number, address); // Of datagrams it is a note in the kernel, and can be made again.
        }
        while (IsInterrupted(connected));
        _ = Conclude(connected, out SocketResult result); // It never blocks.
        return result;
    }
}
