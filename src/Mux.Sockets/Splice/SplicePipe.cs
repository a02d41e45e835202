using System.Net.Sockets;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Mux.Interop;

namespace Mux;

/// <summary>A pipe through which bytes go from socket to socket without coming into this process: splice(2) of Linux. Fill it from one socket, drain it to another.</summary>
/// <remarks>
/// <para>
/// <b>Which side would block.</b> <see cref="TryFill"/> would block when the socket has nothing, and is done with 0 when the pipe has no room; <see cref="TryDrain"/> would block when the socket has no room, and is done
/// with 0 when the pipe is empty. So would-block is always the socket's, and only then is it noted for the socket's next event.
/// </para>
/// <para>
/// <b>Urgent data</b> of TCP ends a filling for good: at its mark <see cref="TryFill"/> would block whatever follows, or is done with 0 although the pipe is empty. <see cref="StreamSocket.TryReceive"/> steps over it;
/// register the socket for <see cref="Interests.Priority"/> to be told.
/// </para>
/// <para><b>Threads.</b> One at a time. Disposing is safe at any time.</para>
/// </remarks>
/// <seealso href="https://man7.org/linux/man-pages/man2/splice.2.html">splice(2)</seealso>
/// <seealso href="https://man7.org/linux/man-pages/man7/pipe.7.html">pipe(7)</seealso>
[SupportedOSPlatform("linux")]
public sealed class SplicePipe : IRelayCarrier
{
    /// <summary>The capacity that is asked for unless another is: fewer calls a byte than with the system's 64 KiB, and an eighth of what a user without privileges may have in one pipe is left alone.</summary>
    internal const int DefaultCapacity = 256 * 1024;

    private const int EINTR = 4;
    private const int EAGAIN = 11;

    private static readonly LinuxPipeCalls s_calls = new();

    private readonly IPipeCalls _calls;
    private readonly SafeFileHandle _reader;
    private readonly SafeFileHandle _writer;

    /// <summary>Opens a pipe.</summary>
    /// <param name="capacity">How many bytes it should hold, at least 1; 256 KiB unless given. The system rounds it up to pages, and one that it does not grant (see <c>/proc/sys/fs/pipe-max-size</c>) leaves the pipe as it was made.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is less than 1.</exception>
    /// <exception cref="SocketException">
    /// The system refused, and the message says what to do: <see cref="SocketError.TooManyOpenSockets"/> when descriptors have run out, or what the user's pipes may hold together (EMFILE, ENFILE);
    /// <see cref="SocketError.NoBufferSpaceAvailable"/> when memory has (ENOMEM).
    /// </exception>
    public SplicePipe(int capacity = DefaultCapacity)
        : this(s_calls, capacity)
    {
    }

    /// <summary>The same, by calls of a test's choice.</summary>
    internal SplicePipe(IPipeCalls calls, int capacity)
        : this(calls, OpenOrThrow(calls, capacity), capacity)
    {
    }

    private SplicePipe(IPipeCalls calls, (int Reader, int Writer) ends, int capacity)
    {
        _calls = calls;
        _reader = new SafeFileHandle(ends.Reader, ownsHandle: true);
        _writer = new SafeFileHandle(ends.Writer, ownsHandle: true);

        SyscallResult granted = calls.SetCapacity(ends.Writer, capacity);
        if (!granted.Succeeded)
        {
            granted = calls.GetCapacity(ends.Writer); // Refused for the user's sake: too large, or too much in all pipes together. What it has will do.
        }

        Capacity = granted.Succeeded ? granted.Value : Environment.SystemPageSize; // No pipe holds less.
    }

    /// <summary>How many bytes there is room for in all. A pipe counts in pages, and small pieces fill a page each: it may be full before.</summary>
    public int Capacity { get; }

    /// <summary>How many bytes are inside.</summary>
    public int Count { get; private set; }

    /// <summary>Takes what the socket has received into the pipe.</summary>
    /// <param name="from">The socket.</param>
    /// <param name="most">How many bytes at most, from 0 up.</param>
    /// <returns>Done with how many bytes came, 0 when the pipe has no room or none were asked for; would block, when the socket has nothing; closed, when the peer has ended; or failed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="from"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">This or the socket is disposed of.</exception>
    public SocketResult TryFill(StreamSocket from, int most)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        ObjectDisposedException.ThrowIf(_writer.IsClosed, this);
        if (most == 0)
        {
            return SocketResult.Done(0);
        }

        SocketResult filled = FillFrom(from, most);
        Count += filled.Count;
        return filled;
    }

    /// <summary>Sends what is in the pipe.</summary>
    /// <param name="to">The socket.</param>
    /// <param name="hints">What comes next. With <see cref="SendHints.MoreFollows"/> the system may hold an incomplete packet back, so say it only when more comes at once.</param>
    /// <returns>Done with how many bytes went, perhaps not all, 0 when the pipe is empty; would block, when the socket has no room; or failed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="to"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">This or the socket is disposed of.</exception>
    public SocketResult TryDrain(StreamSocket to, SendHints hints = SendHints.None)
    {
        ArgumentNullException.ThrowIfNull(to);
        ObjectDisposedException.ThrowIf(_reader.IsClosed, this);
        if (Count == 0)
        {
            return SocketResult.Done(0);
        }

        var attempt = (Pipe: this, Socket: to, Hints: hints);
        SocketResult drained = to.Try(
            Interests.Writable,
            ref attempt,
            static (ref (SplicePipe Pipe, StreamSocket Socket, SendHints Hints) state, out SocketResult result) => state.Pipe.Drain(state.Socket, state.Hints, out result));
        Count -= drained.Count;
        return drained;
    }

    /// <summary>Closes the pipe. What is inside is lost. From any thread, and again.</summary>
    public void Dispose()
    {
        _reader.Dispose();
        _writer.Dispose();
    }

    SocketResult IRelayCarrier.TryDrain(StreamSocket to) => TryDrain(to);

    /// <summary>A pipe, or null where the system has none to give.</summary>
    internal static SplicePipe? TryOpen() => TryOpen(s_calls, DefaultCapacity);

    /// <inheritdoc cref="TryOpen()"/>
    internal static SplicePipe? TryOpen(IPipeCalls calls, int capacity) =>
        Open(calls, capacity, out int reader, out int writer).Succeeded ? new SplicePipe(calls, (reader, writer), capacity) : null;

    private SocketResult FillFrom(StreamSocket from, int most)
    {
        var attempt = (Pipe: this, Socket: from, Most: most);
        return from.Try(
            Interests.Readable,
            ref attempt,
            static (ref (SplicePipe Pipe, StreamSocket Socket, int Most) state, out SocketResult result) => state.Pipe.Fill(state.Socket, state.Most, out result));
    }

    private AttemptOutcome Drain(StreamSocket to, SendHints hints, out SocketResult result)
    {
        using var socket = new HandleLease(to.Handle);
        using var reader = new HandleLease(_reader);
        SyscallResult moved;
        do
        {
            moved = _calls.Splice(reader.Number, socket.Number, Count, hints);
        }
        while (to.IsInterrupted(moved));
        return to.Conclude(moved, out result);
    }

    private AttemptOutcome Fill(StreamSocket from, int most, out SocketResult result)
    {
        using var socket = new HandleLease(from.Handle);
        using var writer = new HandleLease(_writer);
        SyscallResult moved;
        do
        {
            moved = _calls.Splice(socket.Number, writer.Number, most, SendHints.None);
        }
        while (from.IsInterrupted(moved));

        if (moved is { Succeeded: true, Value: 0 })
        {
            return from.Peek(out result); // The end; or the mark of urgent data with the end behind it, which splice(2) does not tell apart, and bytes between the two.
        }

        if (moved.Errno == EAGAIN && IsFull(writer.Number))
        {
            result = SocketResult.Done(0); // EAGAIN says that one of the two sides would block, and not which.
            return AttemptOutcome.Done;
        }

        return from.Conclude(moved, out result);
    }

    // What is empty is not full, which spares a call.
    private bool IsFull(int writer)
    {
        if (Count == 0)
        {
            return false;
        }

        SyscallResult room;
        do
        {
            room = _calls.HasRoom(writer);
        }
        while (room.Errno == EINTR); // Also without waiting. Taken for room, it would have the caller wait for a socket that has bytes.
        return room is { Succeeded: true, Value: 0 };
    }

    private static (int Reader, int Writer) OpenOrThrow(IPipeCalls calls, int capacity)
    {
        SyscallResult opened = Open(calls, capacity, out int reader, out int writer);
        return opened.Succeeded ? (reader, writer) : throw PipeRefusal.Of(opened.Errno);
    }

    private static SyscallResult Open(IPipeCalls calls, int capacity, out int reader, out int writer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return calls.Open(out reader, out writer);
    }
}
