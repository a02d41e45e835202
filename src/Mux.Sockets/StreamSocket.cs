using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Mux.Interop;

namespace Mux;

/// <summary>A connected stream, or one that is to be connected: TCP, or a Unix domain socket. Every attempt answers at once, with a value.</summary>
/// <remarks>
/// <para>See <see cref="NonBlockingSocket"/> for how it is watched and awaited, and for threads.</para>
/// <para>
/// <b>Awaiting.</b> <see cref="ReceiveAsync"/> and its like try first, wait when they would block, and allocate nothing in the steady state. One in each direction at a time. They follow .NET:
/// the count on success, 0 at the end of the stream, and an exception otherwise; the <c>Try</c> methods answer with a value in every case. To hold no buffer while a peer is idle, await <see cref="NonBlockingSocket.ReadableAsync"/>
/// first and <see cref="TryReceive"/> then.
/// </para>
/// </remarks>
public sealed class StreamSocket : NonBlockingSocket
{
    private const int EBADF = 9; // On every Unix.

    private readonly PeerAddress _peer;
    private readonly bool _isPlainTcp; // Opened as such by Mux. Whose handle came from elsewhere may speak something that looks like it.
    private bool _lingers; // Closing would wait for the peer.

    internal StreamSocket(ISocketCalls calls, SafeHandle handle, PeerAddress peer = default, bool isPlainTcp = false)
        : base(calls, handle)
    {
        _peer = peer;
        _isPlainTcp = isPlainTcp;
    }

    private protected override Interests Directions => Interests.Readable | Interests.Writable;

    // Urgent data as well where that is what may stop a receive early.
    private protected override Interests DirectionsOn(EventLoop loop) => MayDrainByShortReceives(loop) ? Directions | PriorityOn(loop) : Directions;

    private protected override Interests InterestsOn(EventLoop loop, Interests asked, TriggerMode trigger) =>
        trigger == TriggerMode.Edge && (asked & Interests.Readable) != 0 && MayDrainByShortReceives(loop) ? asked | PriorityOn(loop) : asked;

    /// <summary>
    /// Whether it is known that nothing is left to receive, of a socket that is attached to a loop or registered on it with a handler, edge-triggered: the last attempt would have blocked; or, on Linux and of TCP, left room in its buffer, and no event has reported the
    /// peer's end, a failure or urgent data. Another attempt before the next event would only cost a system call. <see cref="ReceiveAsync"/> makes use of it by itself.
    /// </summary>
    /// <remarks>False also when nothing is known, for example of a socket that is not attached.</remarks>
    /// <seealso href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7), questions and answers</seealso>
    public bool IsDrained => !Handle.IsClosed && IsKnownDrained;

    /// <summary>The peer's address. A system call, except for an IP peer of an accepted socket.</summary>
    /// <exception cref="SocketException">There is no peer, or none any more.</exception>
    /// <exception cref="ObjectDisposedException">This is disposed of.</exception>
    /// <seealso href="https://man7.org/linux/man-pages/man2/getpeername.2.html">getpeername(2)</seealso>
    public EndPoint? RemoteEndPoint => _peer.EndPoint ?? AskForPeer();

    /// <summary>The IP address of an accepted socket's peer, without a system call; null where it has none, and for sockets that were not accepted by a <see cref="StreamListener"/>.</summary>
    public IPAddress? RemoteAddress => _peer.Address;

    /// <summary>Whether small packets are sent at once instead of waiting for earlier ones to be acknowledged (TCP_NODELAY). Off unless set.</summary>
    /// <exception cref="SocketException">The system refuses; this is no TCP socket.</exception>
    /// <exception cref="ObjectDisposedException">This is disposed of.</exception>
    public bool NoDelay
    {
        get => Get(SocketSetting.NoDelay) != 0;
        set => Set(SocketSetting.NoDelay, value ? 1 : 0);
    }

    /// <summary>Whether an idle peer is asked now and then whether it is still there (SO_KEEPALIVE). Off unless set. When: <see cref="SetKeepAlive"/>.</summary>
    /// <inheritdoc cref="NoDelay"/>
    public bool KeepAlive
    {
        get => Get(SocketSetting.KeepAlive) != 0;
        set => Set(SocketSetting.KeepAlive, value ? 1 : 0);
    }

    /// <summary>
    /// How long closing keeps unsent bytes, in whole seconds (SO_LINGER): null, the default, leaves that to the system, and zero throws them away and resets the connection. Closing never waits here, whatever is set: where the
    /// system's close(2) would, as Linux's does for non-blocking sockets too, the socket ceases to linger when it is closed, and the rest is sent in the background.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or longer than 65535 seconds.</exception>
    /// <inheritdoc cref="NoDelay"/>
    public TimeSpan? Linger
    {
        get
        {
            using var lease = new HandleLease(Handle);
            ThrowIfFailed(Calls.GetLinger(lease.Number, out int seconds));
            return seconds < 0 ? null : TimeSpan.FromSeconds(seconds);
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? TimeSpan.Zero, TimeSpan.Zero, nameof(value));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value ?? TimeSpan.Zero, TimeSpan.FromSeconds(ushort.MaxValue), nameof(value));
            using var lease = new HandleLease(Handle);
            int seconds = (int)(value ?? TimeSpan.Zero).TotalSeconds;
            ThrowIfFailed(Calls.SetLinger(lease.Number, value is not null, seconds));
            _lingers = seconds > 0;
        }
    }

    /// <summary>How many bytes were sent that the peer has not acknowledged yet, whether or not they are on their way. A system call.</summary>
    /// <returns>The number of bytes; null where the system does not tell (Windows), and once the connection is gone.</returns>
    /// <exception cref="ObjectDisposedException">This is disposed of.</exception>
    /// <remarks>SIOCOUTQ of Linux, SO_NWRITE of macOS, FIONWRITE of FreeBSD. Of a Unix domain socket on Linux, they are the bytes that the peer has not read.</remarks>
    /// <seealso href="https://man7.org/linux/man-pages/man7/tcp.7.html">tcp(7)</seealso>
    public int? TryGetUnacknowledgedBytes()
    {
        using var lease = new HandleLease(Handle);
        SyscallResult unacknowledged = Calls.GetUnacknowledged(lease.Number);
        return unacknowledged.Succeeded ? unacknowledged.Value : null;
    }

    /// <summary>
    /// How long sent data may stay unacknowledged before the connection fails with <see cref="SocketError.TimedOut"/> (TCP_USER_TIMEOUT); zero, the default, leaves that to the system, which tries for a quarter of an hour and more.
    /// Keep-alive does not help there: it asks idle peers only.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or longer than 24 days.</exception>
    /// <exception cref="PlatformNotSupportedException">This system cannot (FreeBSD).</exception>
    /// <remarks>Milliseconds on Linux. macOS and Windows have whole seconds, and it is rounded up.</remarks>
    /// <inheritdoc cref="NoDelay"/>
    public TimeSpan AcknowledgeTimeout
    {
        get => TimeSpan.FromTicks(Get(SocketSetting.UserTimeout) * UserTimeoutUnit.Ticks);
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromMilliseconds(int.MaxValue));
            Set(SocketSetting.UserTimeout, (int)Math.Ceiling(value / UserTimeoutUnit));
        }
    }

    /// <summary>Makes a socket that is not connected.</summary>
    /// <param name="family">IPv4, IPv6 or Unix: that of the address to connect to.</param>
    /// <returns>The socket.</returns>
    /// <exception cref="PlatformNotSupportedException">Mux.Sockets does not know this system.</exception>
    /// <exception cref="SocketException">The system refused: it has no such sockets, or descriptors have run out.</exception>
    public static StreamSocket Open(AddressFamily family) => Open(SocketCalls.OfThisSystem, family);

    /// <summary>Takes over a socket of the class library.</summary>
    /// <param name="socket">The socket. It is this one's from here on, and is made non-blocking. Use it no more.</param>
    /// <returns>The socket.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="socket"/> is null.</exception>
    /// <exception cref="ArgumentException">It is no stream socket.</exception>
    /// <exception cref="ObjectDisposedException">It is disposed of.</exception>
    public static StreamSocket Adopt(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (socket.SocketType != SocketType.Stream)
        {
            throw new ArgumentException($"This takes a stream socket, and the socket is of type {socket.SocketType}: a datagram socket is adopted by DatagramSocket.", nameof(socket));
        }

        socket.Blocking = false;
        return new StreamSocket(SocketCalls.OfThisSystem, new AdoptedSocketHandle(socket)) { _lingers = socket.LingerState is { Enabled: true, LingerTime: > 0 } };
    }

    /// <summary>Receives what is there.</summary>
    /// <param name="buffer">Where to. With an empty one the answer tells whether there is something to receive, and nothing is.</param>
    /// <returns>Done with 1 byte or more (0 for an empty buffer), would block, closed, or failed.</returns>
    /// <exception cref="ObjectDisposedException">This is disposed of.</exception>
    /// <seealso href="https://man7.org/linux/man-pages/man2/recv.2.html">recv(2)</seealso>
    public SocketResult TryReceive(Span<byte> buffer)
    {
        var attempt = new ReceiveAttempt(this, buffer);
        return Try(Interests.Readable, ref attempt, ReceiveAttempt.Attempt);
    }

    /// <summary>Sends as much as there is room for.</summary>
    /// <param name="bytes">What to send.</param>
    /// <returns>Done with how many bytes went, perhaps not all; would block; or failed.</returns>
    /// <exception cref="ObjectDisposedException">This is disposed of.</exception>
    /// <seealso href="https://man7.org/linux/man-pages/man2/send.2.html">send(2)</seealso>
    public SocketResult TrySend(ReadOnlySpan<byte> bytes) => TrySend(bytes, SendHints.None);

    /// <summary>Sends as much as there is room for, and tells the system what comes next.</summary>
    /// <param name="bytes">What to send.</param>
    /// <param name="hints">What comes next.</param>
    /// <inheritdoc cref="TrySend(ReadOnlySpan{byte})"/>
    public SocketResult TrySend(ReadOnlySpan<byte> bytes, SendHints hints)
    {
        var attempt = new SendAttempt(this, bytes, [], hints);
        return Try(Interests.Writable, ref attempt, SendAttempt.Attempt);
    }

    /// <summary>Sends two pieces by one call, such as a head and a body: as much of them as there is room for.</summary>
    /// <param name="first">What goes first.</param>
    /// <param name="second">What follows.</param>
    /// <inheritdoc cref="TrySend(ReadOnlySpan{byte})"/>
    public SocketResult TrySend(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var attempt = new SendAttempt(this, first, second, SendHints.None);
        return Try(Interests.Writable, ref attempt, SendAttempt.Attempt);
    }

    /// <summary>Sends several pieces by one call: as much of them as there is room for, and no more than the first 16 pieces.</summary>
    /// <param name="buffers">What to send, in order.</param>
    /// <returns>Done with how many bytes went, over all pieces; would block; or failed.</returns>
    /// <exception cref="ObjectDisposedException">This is disposed of.</exception>
    public SocketResult TrySend(ReadOnlySpan<ReadOnlyMemory<byte>> buffers)
    {
        ObjectDisposedException.ThrowIf(Handle.IsClosed, this);
        if (buffers.IsEmpty)
        {
            return SocketResult.Done(0); // Of which some systems say that it is an error.
        }

        var attempt = new GatheredSendAttempt(this, buffers[..Math.Min(buffers.Length, IoSegment.Most)]);
        return Try(Interests.Writable, ref attempt, GatheredSendAttempt.Attempt);
    }

    /// <summary>
    /// Sends part of a file without bringing its bytes into this process, by sendfile(2) of Linux, macOS and FreeBSD; on Windows by a copy, since its TransmitFile would block. As much as there is room for.
    /// </summary>
    /// <param name="file">A regular file that is open for reading. Its own position is neither used nor moved.</param>
    /// <param name="offset">Where to begin; moved on by what went.</param>
    /// <param name="count">How many bytes at most.</param>
    /// <returns>Done with how many bytes went, 0 when the file ends at <paramref name="offset"/>; would block; or failed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> or <paramref name="count"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">This or the file is closed.</exception>
    /// <remarks>Reading a file that is not in the system's cache takes as long as its medium does, and the caller waits: no system has non-blocking reads of files.</remarks>
    /// <seealso href="https://man7.org/linux/man-pages/man2/sendfile.2.html">sendfile(2)</seealso>
    public SocketResult TrySendFile(SafeFileHandle file, ref long offset, long count)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);

        var attempt = (Socket: this, File: file, Offset: offset, Count: (int)Math.Min(count, int.MaxValue));
        SocketResult sent = Try(
            Interests.Writable,
            ref attempt,
            static (ref (StreamSocket Socket, SafeFileHandle File, long Offset, int Count) state, out SocketResult result) =>
                state.Socket.SendFile(state.File, state.Offset, state.Count, out result));
        offset += sent.Count;
        return sent;
    }

    /// <summary>Begins to connect.</summary>
    /// <param name="remote">An address of the socket's family. To an IPv6 socket an IPv4 address that is mapped into IPv6 is one, on every system.</param>
    /// <returns>Done, where the system connects at once (Unix domain sockets); would block, when it goes on: wait until the socket is writable, and call <see cref="TryFinishConnect"/>; or failed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="remote"/> is null.</exception>
    /// <exception cref="ArgumentException">It is a name and not an address.</exception>
    /// <exception cref="ObjectDisposedException">This is disposed of.</exception>
    /// <remarks>A full backlog of a Unix domain listener makes this would-block without beginning anything (EAGAIN): <see cref="TryFinishConnect"/> then fails with <see cref="SocketError.NotConnected"/>; try again later.</remarks>
    /// <seealso href="https://man7.org/linux/man-pages/man2/connect.2.html">connect(2)</seealso>
    public SocketResult TryConnect(EndPoint remote)
    {
        var attempt = (Socket: this, Remote: remote);
        return Try(Interests.Writable, ref attempt, static (ref (StreamSocket Socket, EndPoint Remote) state, out SocketResult result) => state.Socket.Connect(state.Remote, out result));
    }

    /// <summary>What a connect that would have blocked came to.</summary>
    /// <returns>Done: it is connected. Would block: it goes on. Failed: why, with <see cref="SocketError.ConnectionRefused"/> also where the socket was connected to itself; the socket is of no use any more, but for <see cref="SocketError.NotConnected"/>, after which <see cref="TryConnect"/> may be tried again.</returns>
    /// <exception cref="ObjectDisposedException">This is disposed of.</exception>
    public SocketResult TryFinishConnect()
    {
        StreamSocket socket = this;
        return Try(Interests.Writable, ref socket, static (ref StreamSocket state, out SocketResult result) => state.FinishConnect(out result));
    }

    /// <summary>Ends sending, receiving or both. What was sent before still arrives, and then the end.</summary>
    /// <param name="how">Which.</param>
    /// <returns>Done, or failed: with <see cref="SocketError.NotConnected"/> when the peer has gone already.</returns>
    /// <exception cref="ObjectDisposedException">This is disposed of.</exception>
    /// <seealso href="https://man7.org/linux/man-pages/man2/shutdown.2.html">shutdown(2)</seealso>
    public SocketResult TryShutdown(SocketShutdown how)
    {
        using var lease = new HandleLease(Handle);
        _ = Conclude(Calls.Shutdown(lease.Number, how), out SocketResult result); // It never blocks.
        return result;
    }

    /// <summary>Closes with a reset: what is unsent is lost, the peer's calls fail with <see cref="SocketError.ConnectionReset"/>, and nothing lingers in TIME_WAIT. For peers that are refused or misbehave. From any thread, and again.</summary>
    public void Abort()
    {
        try
        {
            using var lease = new HandleLease(Handle);
            _ = Calls.SetLinger(lease.Number, enabled: true, seconds: 0); // Where that is refused, closing is all that is left to do.
            _lingers = false;
        }
        catch (ObjectDisposedException)
        {
            return;
        }

        Dispose();
    }

    /// <summary>Has keep-alive on, and says when it asks. It asks idle peers only: while data is unacknowledged the system repeats that instead, for a quarter of an hour and more unless <see cref="AcknowledgeTimeout"/> is set.</summary>
    /// <param name="idle">How long the peer may say nothing before it is asked, from 1 second to 32767 seconds, in whole seconds.</param>
    /// <param name="interval">How long to wait before it is asked again, in the same range.</param>
    /// <param name="probes">After how many unanswered questions the connection fails with <see cref="SocketError.TimedOut"/>, from 1 to 127.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    /// <exception cref="SocketException">The system refuses; this is no TCP socket.</exception>
    /// <exception cref="ObjectDisposedException">This is disposed of.</exception>
    /// <seealso href="https://man7.org/linux/man-pages/man7/tcp.7.html">tcp(7)</seealso>
    public void SetKeepAlive(TimeSpan idle, TimeSpan interval, int probes)
    {
        int idleSeconds = WholeSeconds(idle, nameof(idle));
        int intervalSeconds = WholeSeconds(interval, nameof(interval));
        ArgumentOutOfRangeException.ThrowIfLessThan(probes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probes, 127);

        Set(SocketSetting.KeepAliveIdle, idleSeconds);
        Set(SocketSetting.KeepAliveInterval, intervalSeconds);
        Set(SocketSetting.KeepAliveProbes, probes);
        KeepAlive = true;
    }

    /// <summary>Receives what is there. Waits while there is nothing.</summary>
    /// <param name="buffer">The buffer to fill. With an empty one, the method completes as soon as there is something to receive, or the stream has ended.</param>
    /// <param name="cancellationToken">Ends the wait. Bytes that were received by then are never discarded.</param>
    /// <returns>
    /// The number of bytes; 0 at the end of the stream. Await it once. It ends with <see cref="SocketException"/> when the connection has failed, with <see cref="OperationCanceledException"/> when it is cancelled, and with
    /// <see cref="ObjectDisposedException"/> when the socket or the loop has ended.
    /// </returns>
    /// <exception cref="InvalidOperationException">A receive is in progress; or the socket is not attached, and this is not a loop's thread.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed of.</exception>
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Awaitable.PerformAsync(Interests.Readable, new ReceiveOperation(this, buffer), ReceiveOperation.Attempt, cancellationToken);

    /// <summary>Sends all bytes. Waits in between while there is no room.</summary>
    /// <param name="bytes">The bytes to send. Do not change them until the send has completed.</param>
    /// <param name="cancellationToken">Ends the wait. Part of the bytes may have been sent by then.</param>
    /// <returns>The number of bytes: all of them. Await it once. It ends with exceptions as <see cref="ReceiveAsync"/> does.</returns>
    /// <exception cref="InvalidOperationException">A send is in progress; or the socket is not attached, and this is not a loop's thread.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed of.</exception>
    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) => SendAsync(bytes, default, cancellationToken);

    /// <summary>Sends all bytes of two pieces, such as a head and a body, by as few calls as there is room for.</summary>
    /// <param name="first">The first piece.</param>
    /// <param name="second">The second piece. Both together are at most <see cref="int.MaxValue"/> bytes.</param>
    /// <param name="cancellationToken">Ends the wait. Part of the bytes may have been sent by then.</param>
    /// <exception cref="ArgumentOutOfRangeException">The pieces are longer together than <see cref="int.MaxValue"/> bytes.</exception>
    /// <inheritdoc cref="SendAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(second.Length, int.MaxValue - first.Length, nameof(second));
        return Awaitable.PerformAsync(Interests.Writable, new SendOperation(this, first, second), SendOperation.Attempt, cancellationToken);
    }

    /// <summary>Sends a head, and then all of a part of a file as <see cref="TrySendFile"/> does.</summary>
    /// <param name="head">The bytes to send before the file. May be empty.</param>
    /// <param name="file">A regular file that is open for reading.</param>
    /// <param name="offset">The position in the file to begin at.</param>
    /// <param name="count">The number of bytes of the file, from 0 up. Files may have any size.</param>
    /// <param name="cancellationToken">Ends the wait. Part of the bytes may have been sent by then.</param>
    /// <returns>The number of bytes sent, head included: fewer than asked for when the file has become shorter. Await it once. It ends with exceptions as <see cref="ReceiveAsync"/> does.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> or <paramref name="count"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">A send is in progress; or the socket is not attached, and this is not a loop's thread.</exception>
    /// <exception cref="ObjectDisposedException">The socket or the file is closed.</exception>
    public ValueTask<long> SendFileAsync(ReadOnlyMemory<byte> head, SafeFileHandle file, long offset, long count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Awaitable.PerformAsync(Interests.Writable, new SendOperation(this, head, file, offset, count), SendOperation.AttemptFile, cancellationToken);
    }

    /// <summary>Connects, and waits until that is done.</summary>
    /// <param name="remote">An address of the socket's family.</param>
    /// <param name="cancellationToken">Ends the wait. The socket is of no use then: dispose of it.</param>
    /// <returns>
    /// A task that completes when the socket is connected. It ends with <see cref="SocketException"/> when the connect fails: with <see cref="SocketError.NotConnected"/> when the backlog of a Unix domain listener is full, of
    /// whose room no event tells (try again later). It ends with other exceptions as <see cref="ReceiveAsync"/> does.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="remote"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="remote"/> is a name and not an address.</exception>
    /// <exception cref="InvalidOperationException">The socket is awaited already; or it is not attached, and this is not a loop's thread.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed of.</exception>
    public ValueTask ConnectAsync(EndPoint remote, CancellationToken cancellationToken = default) =>
        WithoutResult(Awaitable.PerformAsync(Interests.Writable, new ConnectOperation(this, remote), ConnectOperation.Attempt, cancellationToken)); // Misuse is thrown here, at the call.

    internal static StreamSocket Open(ISocketCalls calls, AddressFamily family) =>
        new(calls, SafeSocketDescriptor.Open(calls, family, SocketType.Stream), isPlainTcp: family is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6);

    /// <summary>Whether the last connect would have blocked, and so did not even begin.</summary>
    internal bool ConnectDidNotBegin { get; private set; }

    /// <summary>Whom guards count an accepted socket's peer as.</summary>
    internal PeerKey PeerKey => _peer.Key;

    /// <summary>What a receive would answer: done with 0 where there is something to receive, and nothing is taken.</summary>
    /// <remarks>recv(2) with no room answers 0 at once, whatever there is.</remarks>
    internal AttemptOutcome Peek(out SocketResult result)
    {
        Span<byte> first = stackalloc byte[1];
        using var lease = new HandleLease(Handle);
        SyscallResult peeked;
        do
        {
            peeked = Calls.Receive(lease.Number, first, ReceiveFlags.Peek);
        }
        while (IsInterrupted(peeked));
        if (!peeked.Succeeded)
        {
            return Conclude(peeked, out result);
        }

        result = peeked.Value == 0 ? SocketResult.Closed() : SocketResult.Done(0);
        return AttemptOutcome.Done;
    }

    internal AttemptOutcome Receive(Span<byte> buffer, out SocketResult result)
    {
        if (buffer.IsEmpty)
        {
            return Peek(out result);
        }

        using var lease = new HandleLease(Handle);
        SyscallResult received;
        do
        {
            received = Calls.Receive(lease.Number, buffer, ReceiveFlags.None);
        }
        while (IsInterrupted(received));
        if (received is { Succeeded: true, Value: 0 })
        {
            result = SocketResult.Closed();
            return AttemptOutcome.Done;
        }

        AttemptOutcome outcome = Conclude(received, out result);
        return result.IsDone && result.Count < buffer.Length && ShortReceiveDrains ? AttemptOutcome.DoneAndDrained : outcome;
    }

    /// <summary>Receives, but for a system call that is known to find nothing.</summary>
    internal AttemptOutcome ReceiveUnlessDrained(Span<byte> buffer, out SocketResult result)
    {
        if (!IsDrained)
        {
            return Receive(buffer, out result);
        }

        result = SocketResult.Blocked();
        return AttemptOutcome.WouldBlock;
    }

    internal AttemptOutcome Send(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, SendHints hints, out SocketResult result)
    {
        using var lease = new HandleLease(Handle);
        SyscallResult sent;
        do
        {
            sent = second.IsEmpty ? Calls.Send(lease.Number, first, hints) : Calls.Send(lease.Number, first, second, hints);
        }
        while (IsInterrupted(sent));
        return Conclude(sent, out result);
    }

    internal AttemptOutcome Send(ReadOnlySpan<ReadOnlyMemory<byte>> buffers, out SocketResult result)
    {
        using var lease = new HandleLease(Handle);
        using var pinned = new PinnedSegments(buffers);
        SyscallResult sent;
        do
        {
            sent = Calls.Send(lease.Number, pinned.Segments, SendHints.None);
        }
        while (IsInterrupted(sent));
        return Conclude(sent, out result);
    }

    internal AttemptOutcome SendFile(SafeFileHandle file, long offset, int count, out SocketResult result)
    {
        using var lease = new HandleLease(Handle);
        SyscallResult sent;
        do
        {
            sent = Calls.SendFile(lease.Number, file, offset, count);
        }
        while (IsInterrupted(sent));
        return sent.Errno == EBADF && !OperatingSystem.IsWindows()
            ? throw new ArgumentException("The file is not open for reading: open it with FileAccess.Read.", nameof(file)) // Both numbers are held open by leases.
            : Conclude(sent, out result);
    }

    internal AttemptOutcome Connect(EndPoint remote, out SocketResult result)
    {
        LastFailure = null;
        AttemptOutcome outcome = StreamConnect.Begin(this, Calls, remote, out bool didNotBegin, out result);
        ConnectDidNotBegin = didNotBegin;
        return outcome;
    }

    /// <summary>The connect has reached nobody.</summary>
    internal AttemptOutcome Refuse(out SocketResult result)
    {
        result = SocketResult.Failed(SocketError.ConnectionRefused);
        LastFailure = result;
        return AttemptOutcome.Done;
    }

    internal AttemptOutcome FinishConnect(out SocketResult result) => StreamConnect.Finish(this, Calls, ConnectDidNotBegin, out result);

    /// <summary>Has something end with the connection, such as its place among those that a guard counts. Of an accepted socket.</summary>
    internal void Hold(IDisposable lease) => ((SafeSocketDescriptor)Handle).Hold(lease);

    // On Linux and of TCP, a receive that leaves room in its buffer has taken all there was: see epoll(7), questions and answers. Urgent data would stop it early, and so the socket is attached for that as well;
    // and what an event has told of beyond data, such as the end, may stand behind what was received.
    private bool ShortReceiveDrains => _isPlainTcp && Calls.ShortReceiveDrains && EventsLetShortReceivesDrain;

    private bool MayDrainByShortReceives(EventLoop loop) => _isPlainTcp && Calls.ShortReceiveDrains && (loop.Multiplexer.Features & MultiplexerFeatures.KernelEdge) != 0;

    /// <summary>Sends what <see cref="SendHints.MoreFollows"/> holds back: nothing follows after all.</summary>
    internal void Flush()
    {
        using var lease = new HandleLease(Handle);
        _ = Calls.SetSetting(lease.Number, SocketSetting.Cork, 0); // Where that is refused, nothing is held back.
    }

    private protected override void Close()
    {
        if (_lingers && !Handle.IsClosed)
        {
            StopLingering();
        }

        base.Close();
    }

    private void StopLingering()
    {
        try
        {
            using var lease = new HandleLease(Handle);
            _ = Calls.SetLinger(lease.Number, enabled: false, seconds: 0);
        }
        catch (ObjectDisposedException)
        {
            // Another thread was quicker.
        }
    }

    private static TimeSpan UserTimeoutUnit =>
        OperatingSystem.IsLinux() ? TimeSpan.FromMilliseconds(1)
        : OperatingSystem.IsMacOS() || OperatingSystem.IsWindows() ? TimeSpan.FromSeconds(1)
        : throw new PlatformNotSupportedException("FreeBSD has no timeout for unacknowledged data of one socket: set net.inet.tcp.rexmit_drop_options or the like for the whole system, or close connections that make no progress.");

    private static async ValueTask WithoutResult(ValueTask<int> operation) => await operation.ConfigureAwait(false);

    private static int WholeSeconds(TimeSpan time, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.FromSeconds(1), name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time, TimeSpan.FromSeconds(short.MaxValue), name);
        return (int)time.TotalSeconds;
    }

    private EndPoint? AskForPeer()
    {
        Span<byte> address = stackalloc byte[NativeAddress.MaxLength];
        using var lease = new HandleLease(Handle);
        ThrowIfFailed(Calls.GetPeerAddress(lease.Number, address, out int length));
        return NativeAddress.ToEndPoint(address[..length]);
    }
}
