using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mux;

/// <summary>
/// A handle whose readiness can be awaited: a socket, and on Unix any other descriptor that the kernel can watch. Made by <see cref="EventLoop.Attach(SafeHandle, Interests)"/>: registered once, edge-triggered, and never modified.
/// </summary>
/// <remarks>
/// <para>
/// <b>Try first.</b> Use the handle, non-blocking; only when it would block, await <see cref="ReadableAsync"/> or <see cref="WritableAsync"/>, and try again. Go on until it would block before you
/// await again: what is left undrained is no news, and nothing will tell of it.
/// </para>
/// <code>
/// while (socket.Receive(buffer, SocketFlags.None, out SocketError error) is var received &amp;&amp; error == SocketError.WouldBlock)
/// {
///     await handle.ReadableAsync(cancellationToken);
/// }
/// </code>
/// <para>
/// <b>No gap.</b> Events are numbered. A wait ends with the first one later than that which ended the wait before it, so an event that comes between the attempt and the wait is not lost: the wait ends at once. That
/// may be one attempt more than needed; <see cref="Mark"/> and <see cref="WaitAsync"/> spare it, and <see cref="TryRead"/> and <see cref="TryWrite"/> do by themselves.
/// </para>
/// <para>
/// <b>One waiter a direction.</b> A second one throws. Reading and writing may be awaited at the same time, by different callers. Awaits that begin on the loop resume on it, inside the turn in which the event came;
/// others resume where their context says.
/// </para>
/// <para>
/// <b>End.</b> Disposing ends what is awaited with <see cref="ObjectDisposedException"/>, and so does the end of the loop. A handle that is closed without that is noticed within some seconds, with the same outcome.
/// </para>
/// <para><b>Quiet.</b> In the steady state nothing is allocated, and awaiting costs no system call.</para>
/// </remarks>
public sealed class AsyncHandle : IDisposable
{
    private const Interests AllDirections = Interests.Readable | Interests.Writable | Interests.Priority;

    private readonly HandleWaits _waits;
    private readonly EventRegistration? _registration; // Null only while this is made: by then the loop may end.
    private ReadOperation? _read;
    private WriteOperation? _write;
    private DescriptorAccess? _access;
    private bool _disposed; // Interlocked.

    internal AsyncHandle(EventLoop loop, SafeHandle handle, Interests directions)
    {
        if (directions == Interests.None || (directions & ~AllDirections) != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(directions), directions, "Pass what will be awaited: Readable, Writable, Priority, or several of them.");
        }

        Loop = loop;
        Handle = handle;
        Directions = directions;
        _waits = new HandleWaits(this);
        loop.Add(_waits);
        try
        {
            _registration = loop.Register(handle, directions, TriggerMode.Edge, _waits);
        }
        catch
        {
            loop.Remove(_waits);
            throw;
        }
    }

    /// <summary>The loop on which it is awaited.</summary>
    public EventLoop Loop { get; }

    /// <summary>The handle. It is the caller's.</summary>
    public SafeHandle Handle { get; }

    /// <summary>What can be awaited.</summary>
    public Interests Directions { get; }

    /// <summary>Waits until a read or an accept is worth trying.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// What the handle is ready for: a hint. Await it once. Ends with <see cref="OperationCanceledException"/> when cancelled, with <see cref="ObjectDisposedException"/> when this, the handle or the loop has ended.
    /// </returns>
    /// <exception cref="InvalidOperationException">This direction is awaited already, or was not attached.</exception>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    public ValueTask<Readiness> ReadableAsync(CancellationToken cancellationToken = default) => AwaitEventAsync(Interests.Readable, seen: 0, cancellationToken);

    /// <summary>Waits until a write is worth trying, or a connect has finished.</summary>
    /// <inheritdoc cref="ReadableAsync"/>
    public ValueTask<Readiness> WritableAsync(CancellationToken cancellationToken = default) => AwaitEventAsync(Interests.Writable, seen: 0, cancellationToken);

    /// <summary>Waits for urgent data or a driver's exceptional condition. Only for handles that were attached for <see cref="Interests.Priority"/>.</summary>
    /// <inheritdoc cref="ReadableAsync"/>
    public ValueTask<Readiness> PriorityAsync(CancellationToken cancellationToken = default) => AwaitEventAsync(Interests.Priority, seen: 0, cancellationToken);

    /// <summary>Notes which events have come so far. Take the mark before the attempt that it is for.</summary>
    /// <param name="direction">One direction.</param>
    /// <returns>The mark, for <see cref="WaitAsync(ReadinessMark, CancellationToken)"/>.</returns>
    /// <exception cref="InvalidOperationException">The direction was not attached.</exception>
    public ReadinessMark Mark(Interests direction) => new(direction, WaiterOf(direction).Number);

    /// <summary>Waits for an event later than a mark: for after an attempt that would have blocked.</summary>
    /// <param name="mark">Taken before the attempt.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <inheritdoc cref="ReadableAsync"/>
    public ValueTask<Readiness> WaitAsync(ReadinessMark mark, CancellationToken cancellationToken = default) => AwaitEventAsync(mark.Direction, mark.Number, cancellationToken);

    /// <summary>Reads what is there, by read(2). Never blocks, also where the descriptor is in blocking mode.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="read">The number of bytes; 0 is the end, as long as the buffer is not empty.</param>
    /// <returns>False when there is nothing to read now: await <see cref="ReadableAsync"/>.</returns>
    /// <exception cref="PlatformNotSupportedException">This is Windows: use the socket's own methods.</exception>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    /// <exception cref="MultiplexerException">The read failed, for example with EIO at a terminal whose other side is gone.</exception>
    /// <remarks>
    /// A descriptor that is in non-blocking mode costs one system call. One that is not, such as a standard input that other programs share, is asked by poll(2) first, and its mode is left alone.
    /// </remarks>
    [UnsupportedOSPlatform("windows")]
    public bool TryRead(Span<byte> buffer, out int read)
    {
        LoopWaiter<Readiness> waiter = WaiterOf(Interests.Readable);
        long seen = waiter.Number; // Before the attempt: an event that comes from here on is later.
        if (Access.TryRead(buffer, out read))
        {
            return true;
        }

        waiter.See(seen);
        return false;
    }

    /// <summary>Writes what there is room for, by write(2). Never blocks, also where the descriptor is in blocking mode.</summary>
    /// <param name="buffer">What to write.</param>
    /// <param name="written">How many bytes went in, perhaps not all.</param>
    /// <returns>False when there is no room now: await <see cref="WritableAsync"/>.</returns>
    /// <exception cref="PlatformNotSupportedException">This is Windows: use the socket's own methods.</exception>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    /// <exception cref="MultiplexerException">The write failed, for example with EPIPE when nobody reads any more.</exception>
    /// <remarks>A descriptor in blocking mode is asked by poll(2) first, and gets no more than 512 bytes at once, for which a pipe that says that it is writable has room.</remarks>
    [UnsupportedOSPlatform("windows")]
    public bool TryWrite(ReadOnlySpan<byte> buffer, out int written)
    {
        LoopWaiter<Readiness> waiter = WaiterOf(Interests.Writable);
        long seen = waiter.Number;
        if (Access.TryWrite(buffer, out written))
        {
            return true;
        }

        waiter.See(seen);
        return false;
    }

    /// <summary>Reads, and waits first while there is nothing. One read at a time.</summary>
    /// <param name="buffer">Where to. With an empty one, completes as soon as there is something to read.</param>
    /// <param name="cancellationToken">Ends the wait; what was read by then is never thrown away.</param>
    /// <returns>The number of bytes; 0 is the end. Await it once. Ends with the exceptions of <see cref="TryRead"/>, or as <see cref="ReadableAsync"/>.</returns>
    /// <exception cref="InvalidOperationException">A read or a wait for reading is under way, or the direction was not attached.</exception>
    /// <exception cref="PlatformNotSupportedException">This is Windows: use the socket's own methods.</exception>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    /// <exception cref="MultiplexerException">The read failed at once.</exception>
    /// <remarks>A handle that always has data does not keep the loop to itself: now and then a read resumes by way of the loop's queue.</remarks>
    [UnsupportedOSPlatform("windows")]
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        (_read ?? Only(ref _read, new ReadOperation(this))).Begin(buffer, cancellationToken);

    /// <summary>Writes all of it, and waits in between while there is no room. One write at a time.</summary>
    /// <param name="buffer">What to write. Leave it as it is until the write has completed.</param>
    /// <param name="cancellationToken">Ends the wait. Part of the bytes may have been written by then.</param>
    /// <returns>Await it once. Ends with the exceptions of <see cref="TryWrite"/>, or as <see cref="WritableAsync"/>.</returns>
    /// <exception cref="InvalidOperationException">A write or a wait for writing is under way, or the direction was not attached.</exception>
    /// <exception cref="PlatformNotSupportedException">This is Windows: use the socket's own methods.</exception>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    /// <exception cref="MultiplexerException">The write failed at once.</exception>
    [UnsupportedOSPlatform("windows")]
    public ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        (_write ?? Only(ref _write, new WriteOperation(this))).Begin(buffer, cancellationToken);

    /// <summary>The handle as a stream whose cancellation works: for FIFOs, terminals, serial ports, pipes, and whatever else read(2) and write(2) serve.</summary>
    /// <param name="ownsHandle">Whether disposing of the stream closes the handle as well. It disposes of this in either case.</param>
    /// <returns>A stream that does not seek. Its synchronous methods block, and throw on the loop's thread.</returns>
    /// <exception cref="PlatformNotSupportedException">This is Windows: use <see cref="System.Net.Sockets.NetworkStream"/>.</exception>
    [UnsupportedOSPlatform("windows")]
    public Stream AsStream(bool ownsHandle = false)
    {
        DescriptorAccess.ThrowOnWindows();
        return new HandleStream(this, ownsHandle);
    }

    /// <summary>Detaches the handle, and ends what is awaited on it with <see cref="ObjectDisposedException"/>. Does not close it. From any thread, and again.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        _registration?.Dispose();
        if (Loop.IsCurrentThread)
        {
            EndOnLoop(this);
        }
        else
        {
            Loop.TryPost(Callback.Of<AsyncHandle>.Run, EndOnLoop, this); // A loop that has ended has ended the waits.
        }
    }

    /// <summary>For logs and debuggers.</summary>
    /// <returns>The directions and the descriptor.</returns>
    public override string ToString() => $"{Directions} of {Handle.DangerousGetHandle()} on {Loop}";

    /// <summary>Whether nobody can be served any more, although nobody has disposed of this.</summary>
    internal bool IsOrphaned => Handle.IsClosed || _registration is { IsRegistered: false };

    /// <inheritdoc cref="HandleWaits.Of"/>
    internal LoopWaiter<Readiness> WaiterOf(Interests direction) => _waits.Of(direction);

    /// <inheritdoc cref="HandleWaits.NumberOf"/>
    internal long EventsSeen(Interests direction) => _waits.NumberOf(direction);

    /// <summary>Whether an operation may make an attempt now, and takes its share of the budget; else it has to go on by way of the loop's queue.</summary>
    internal bool MayTry() => !Loop.IsCurrentThread || Loop.Budget.TrySpend();

    /// <inheritdoc cref="HandleWaits.IsDrained"/>
    internal bool IsDrained => _waits.IsDrained;

    /// <summary>Notes that an attempt to receive would have blocked.</summary>
    /// <param name="seen">The number of the latest event before that attempt.</param>
    internal void Drain(long seen) => _waits.Drain(seen);

    /// <summary>Notes a receive that left room in its buffer. It took all that there was where the handle is attached for urgent data as well, whose mark would stop it, and where no event has told of anything but data.</summary>
    /// <param name="seen">The number of the latest event before the receive.</param>
    internal void NoteShortReceive(long seen)
    {
        if ((Directions & Interests.Priority) != 0 && _waits.ToldOfDataAlone)
        {
            _waits.Drain(seen);
        }
    }

    /// <summary>Waits for an event later than those that were seen; says so to backends whose edges need it.</summary>
    internal ValueTask<Readiness> AwaitEventAsync(Interests direction, long seen, CancellationToken cancellation, out bool isPending)
    {
        LoopWaiter<Readiness> waiter = WaiterOf(direction);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed), this);
        ObjectDisposedException.ThrowIf(Handle.IsClosed, Handle);

        ValueTask<Readiness> wait = waiter.WaitAsync(seen, cancellation, out isPending);
        if (isPending)
        {
            _registration!.NotifyWouldBlock(direction);
        }

        return wait;
    }

    // Until then the loop knows of the handle, and so ends its waits if it ends first.
    private static readonly Action<AsyncHandle> EndOnLoop = static handle =>
    {
        handle.Loop.Remove(handle._waits);
        handle._waits.End(Detached());
    };

    private DescriptorAccess Access => _access ?? Only(ref _access, new DescriptorAccess(Handle));

    // Two threads may make one at once; one of them prevails.
    private static T Only<T>(ref T? field, T made)
        where T : class => Interlocked.CompareExchange(ref field, made, null) ?? made;

    private ValueTask<Readiness> AwaitEventAsync(Interests direction, long seen, CancellationToken cancellation) => AwaitEventAsync(direction, seen, cancellation, out _);

    private static ObjectDisposedException Detached() => new(nameof(AsyncHandle), "The handle was detached from its event loop.");
}
