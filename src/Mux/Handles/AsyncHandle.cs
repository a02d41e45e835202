using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mux;

/// <summary>
/// A handle whose readiness can be awaited, and on which operations can be awaited: a socket, and on Unix any other descriptor that the kernel can watch. Made by <see cref="EventLoop.Attach(SafeHandle, Interests)"/>.
/// </summary>
/// <remarks>
/// <para>
/// <b>Level meaning, edge cost.</b> The handle is registered once, edge-triggered. A wait never sleeps through data or an end that is already there: unless the direction is known to be drained, the wait has the
/// kernel evaluate the handle again first, which costs one system call. A direction is known to be drained when the last attempt through this object would have blocked. A wait for it costs no system call.
/// So nobody has to drain to be correct, and whoever drains is faster.
/// </para>
/// <para>
/// <b>Operations.</b> <see cref="PerformAsync{TState, TResult}(Interests, TState, Attempt{TState, TResult}, CancellationToken)"/> attempts, waits while the attempt would block, and attempts again. It is the seam from which reads, writes, receives, sends,
/// accepts and connects are built. An attempt must not block: the handle is in non-blocking mode, or the call is one that never blocks.
/// </para>
/// <code>
/// int received = await handle.PerformAsync(Interests.Readable, (socket, buffer), static (s, out int count) =&gt;
/// {
///     count = s.socket.Receive(s.buffer, SocketFlags.None, out SocketError error);
///     return error switch
///     {
///         SocketError.Success =&gt; true,
///         SocketError.WouldBlock =&gt; false,
///         _ =&gt; throw new SocketException((int)error),
///     };
/// });
/// </code>
/// <para>
/// <b>One waiter per direction.</b> A second one is refused. Reading and writing may be awaited at the same time, by different callers. A wait that was cancelled does not stand in the way of the next one.
/// </para>
/// <para>
/// <b>Where it resumes.</b> An await that begins on the loop resumes on it, inside the turn in which the event came. Other awaits resume where their context says, or on the thread pool.
/// </para>
/// <para>
/// <b>End.</b> Disposing of this object ends what is awaited with <see cref="ObjectDisposedException"/>, and so does the end of the loop. A handle that is closed without that is noticed within some seconds, with the same outcome.
/// </para>
/// <para><b>Quiet.</b> Nothing is allocated in the steady state.</para>
/// </remarks>
public sealed class AsyncHandle : IDisposable
{
    private const Interests AllDirections = Interests.Readable | Interests.Writable | Interests.Priority;

    private readonly HandleDirections _directions;
    private readonly EventRegistration? _registration; // Null only while this is made: by then the loop may end.
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
        _directions = new HandleDirections(this);
        loop.Add(_directions);
        try
        {
            _registration = _directions.Register();
        }
        catch
        {
            loop.Remove(_directions);
            throw;
        }
    }

    /// <summary>The loop on which the handle is awaited.</summary>
    public EventLoop Loop { get; }

    /// <summary>The handle. It belongs to the caller.</summary>
    public SafeHandle Handle { get; }

    /// <summary>The directions that can be awaited.</summary>
    public Interests Directions { get; }

    /// <summary>Everything that the events of this handle have reported so far. An attempt can use it to decide whether it has taken all there was.</summary>
    public Readiness Reported => _directions.Reported;

    /// <summary>Whether an attempt in a direction is known to be useless before the next event: the last one would have blocked or took all there was, or the system has evaluated the handle since.</summary>
    /// <param name="direction">One direction.</param>
    /// <returns>Whether it is known. False when nothing is known. An attempt that would cost a system call can answer <see cref="AttemptOutcome.WouldBlock"/> in its place.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="direction"/> is not one direction.</exception>
    /// <exception cref="InvalidOperationException">The handle was not attached for the direction.</exception>
    public bool IsDrained(Interests direction)
    {
        RefuseUnlessOneDirection(direction);
        return _directions.IsDrained(direction);
    }

    /// <summary>Waits until the handle is ready in at least one of some directions.</summary>
    /// <param name="directions">One or more of the directions that the handle was attached for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// What the handle is ready for: a hint. Await it once. It ends with <see cref="OperationCanceledException"/> when it is cancelled, with <see cref="ObjectDisposedException"/> when this object, the handle or
    /// the loop has ended, and with <see cref="MultiplexerException"/> when the system refuses to watch the handle any longer.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="directions"/> is empty or undefined.</exception>
    /// <exception cref="InvalidOperationException">One of the directions is awaited already, or the handle was not attached for it.</exception>
    public ValueTask<Readiness> WaitAsync(Interests directions, CancellationToken cancellationToken = default)
    {
        RefuseUnlessAttachedFor(directions);
        return BeginWait(directions, cancellationToken);
    }

    /// <summary>Waits until the handle has failed or hung up, whatever it is ready for: a connection was reset or is over in both directions, the readers of a pipe are gone. What can be read stays where it is.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What was reported together with the failure. Otherwise as <see cref="WaitAsync(Interests, CancellationToken)"/>.</returns>
    /// <exception cref="InvalidOperationException">A failure is awaited already.</exception>
    /// <remarks>May be awaited beside reading and writing. The peer's orderly end of its sending half is no failure.</remarks>
    public ValueTask<Readiness> WaitForFailureAsync(CancellationToken cancellationToken = default) => BeginWait(Interests.None, cancellationToken);

    /// <summary>Waits until a read or an accept is worth trying.</summary>
    /// <inheritdoc cref="WaitAsync(Interests, CancellationToken)"/>
    public ValueTask<Readiness> ReadableAsync(CancellationToken cancellationToken = default) => WaitAsync(Interests.Readable, cancellationToken);

    /// <summary>Waits until a write is worth trying, or a connect has finished.</summary>
    /// <inheritdoc cref="WaitAsync(Interests, CancellationToken)"/>
    public ValueTask<Readiness> WritableAsync(CancellationToken cancellationToken = default) => WaitAsync(Interests.Writable, cancellationToken);

    /// <summary>Waits for urgent data or a driver's exceptional condition. Only for handles that were attached for <see cref="Interests.Priority"/>.</summary>
    /// <inheritdoc cref="WaitAsync(Interests, CancellationToken)"/>
    public ValueTask<Readiness> PriorityAsync(CancellationToken cancellationToken = default) => WaitAsync(Interests.Priority, cancellationToken);

    /// <summary>Performs an operation: attempts it, waits while the attempt would block, and attempts it again.</summary>
    /// <typeparam name="TState">The type of <paramref name="state"/>. With a structure and a static lambda nothing is allocated.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="direction">The one direction in which the handle must be ready for the attempt to succeed.</param>
    /// <param name="state">What the attempt needs.</param>
    /// <param name="attempt">One attempt. It must not block. It runs on the calling thread or on the loop's thread, one call at a time.</param>
    /// <param name="cancellationToken">Ends the wait. The result of an attempt that succeeded is never discarded.</param>
    /// <returns>
    /// The result of the attempt that succeeded. Await it once. It ends with the exception of the attempt, if it threw one; with <see cref="OperationCanceledException"/> when it is cancelled; and with
    /// <see cref="ObjectDisposedException"/> when this object, the handle or the loop has ended.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="attempt"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="direction"/> is not one direction.</exception>
    /// <exception cref="InvalidOperationException">The direction is awaited already, or the handle was not attached for it.</exception>
    /// <remarks>
    /// A handle that is always ready does not keep the loop to itself: an operation that would be one too many for its turn goes on by way of the loop's queue.
    /// </remarks>
    public ValueTask<TResult> PerformAsync<TState, TResult>(
        Interests direction, TState state, Attempt<TState, TResult> attempt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(attempt);

        return PerformAsync(direction, (state, attempt), SimpleAttempt<TState, TResult>.Step, cancellationToken);
    }

    /// <summary>Performs an operation that may take several attempts, or whose attempts know when they have taken all there was.</summary>
    /// <param name="attempt">One attempt. It must not block. It runs on the calling thread or on the loop's thread, one call at a time.</param>
    /// <param name="direction">The one direction in which the handle must be ready for the attempt to succeed.</param>
    /// <param name="state">What the attempts need and how far the operation has got. It is kept from one attempt to the next.</param>
    /// <param name="cancellationToken">Ends the wait. What the attempts did before stays done.</param>
    /// <inheritdoc cref="PerformAsync{TState, TResult}(Interests, TState, Attempt{TState, TResult}, CancellationToken)"/>
    public ValueTask<TResult> PerformAsync<TState, TResult>(
        Interests direction, TState state, StepwiseAttempt<TState, TResult> attempt, CancellationToken cancellationToken = default)
    {
        if (TryComplete(direction, ref state, attempt, cancellationToken, out ValueTask<TResult> completed, out FirstStep next))
        {
            return completed;
        }

        PerformOperation<TState, TResult> operation = RentOperation<TState, TResult>(direction);
        try
        {
            operation.Begin(state, attempt, next, cancellationToken, out short token);
            return new ValueTask<TResult>(operation, token);
        }
        catch (Exception end) when (!HandleErrors.IsMisuse(end))
        {
            return ValueTask.FromException<TResult>(end);
        }
    }

    /// <summary>Makes one attempt, and takes note of what it came to: a wait after an attempt that would have blocked costs no system call.</summary>
    /// <typeparam name="TState">The type of <paramref name="state"/>. It may be a ref struct, for spans.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="direction">The one direction that the attempt is about.</param>
    /// <param name="state">What the attempt needs.</param>
    /// <param name="attempt">The attempt. It must not block.</param>
    /// <param name="result">The result, when the outcome is <see cref="AttemptOutcome.Done"/> or <see cref="AttemptOutcome.DoneAndDrained"/>.</param>
    /// <returns>What the attempt answered. An exception of the attempt comes out as it is.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="attempt"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="direction"/> is not one direction.</exception>
    /// <exception cref="InvalidOperationException">The handle was not attached for the direction.</exception>
    public AttemptOutcome TryPerform<TState, TResult>(Interests direction, ref TState state, StepwiseAttempt<TState, TResult> attempt, out TResult result)
        where TState : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(attempt);
        RefuseUnlessOneDirection(direction);

        int eventsBefore = _directions.EventsOf(direction);
        AttemptOutcome outcome = attempt(ref state, out result);
        if (outcome is AttemptOutcome.WouldBlock or AttemptOutcome.DoneAndDrained)
        {
            _directions.NoteDrained(direction, eventsBefore);
        }

        return outcome;
    }

    /// <summary>Reads what is there. Never blocks, whatever mode the descriptor is in.</summary>
    /// <param name="buffer">The buffer to fill. With an empty one, the method tells whether there is something to read.</param>
    /// <param name="read">The number of bytes. 0 is the end of a stream, as long as the buffer is not empty.</param>
    /// <returns>False when there is nothing to read now: await <see cref="ReadableAsync"/>.</returns>
    /// <exception cref="PlatformNotSupportedException">This is Windows: use the socket's own methods.</exception>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    /// <exception cref="NotSupportedException">The descriptor is in blocking mode, and there is no way to read it that would not block. The message says what to do.</exception>
    /// <exception cref="MultiplexerException">The read failed, for example with EIO at a terminal whose other side is gone.</exception>
    /// <remarks>
    /// The descriptor's mode is neither changed nor relied on, since it belongs to the open file, which other processes may share. Sockets are read by recv(2) with MSG_DONTWAIT. Pipes and eventfds are read by
    /// preadv2(2) with RWF_NOWAIT. Terminals, and pipes before Linux 6.4, are opened a second time by /proc/self/fd. Anything else has to be in non-blocking mode, which is checked at each call.
    /// </remarks>
    /// <seealso href="https://man7.org/linux/man-pages/man2/readv.2.html">preadv2(2)</seealso>
    [UnsupportedOSPlatform("windows")]
    public bool TryRead(Span<byte> buffer, out int read)
    {
        var state = new DescriptorRead(Access, buffer);
        return TryPerform(Interests.Readable, ref state, DescriptorRead.Attempt, out read) != AttemptOutcome.WouldBlock;
    }

    /// <summary>Writes what there is room for, by one call. Never blocks, whatever mode the descriptor is in.</summary>
    /// <param name="buffer">The bytes to write. To datagram sockets, sequenced-packet sockets and message-oriented devices they are one message; a pipe takes up to PIPE_BUF bytes whole or not at all.</param>
    /// <param name="written">How many bytes were written, perhaps not all.</param>
    /// <returns>False when there is no room now: await <see cref="WritableAsync"/>.</returns>
    /// <exception cref="PlatformNotSupportedException">This is Windows: use the socket's own methods.</exception>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    /// <exception cref="NotSupportedException">The descriptor is in blocking mode, and there is no way to write to it that would not block. The message says what to do.</exception>
    /// <exception cref="MultiplexerException">The write failed, for example with EPIPE when nobody reads any more.</exception>
    /// <remarks>The descriptor's mode is neither changed nor relied on: see <see cref="TryRead"/>.</remarks>
    /// <seealso href="https://man7.org/linux/man-pages/man7/pipe.7.html">pipe(7)</seealso>
    [UnsupportedOSPlatform("windows")]
    public bool TryWrite(ReadOnlySpan<byte> buffer, out int written)
    {
        var state = new DescriptorWrite(Access, buffer);
        return TryPerform(Interests.Writable, ref state, DescriptorWrite.Attempt, out written) != AttemptOutcome.WouldBlock;
    }

    /// <summary>Reads, and waits first while there is nothing. One read at a time.</summary>
    /// <param name="buffer">The buffer to fill. With an empty one, the read completes as soon as there is something to read.</param>
    /// <param name="cancellationToken">Ends the wait. Bytes that were read by then are never discarded.</param>
    /// <returns>
    /// The number of bytes. 0 is the end of a stream. Await it once. It ends with the exceptions of <see cref="TryRead"/>, with <see cref="OperationCanceledException"/> when it is cancelled, and with
    /// <see cref="ObjectDisposedException"/> when this object, the handle or the loop has ended.
    /// </returns>
    /// <exception cref="InvalidOperationException">A read or a wait for reading is under way, or the direction was not attached.</exception>
    /// <remarks>A handle that always has data does not keep the loop to itself: now and then a read resumes by way of the loop's queue.</remarks>
    [UnsupportedOSPlatform("windows")]
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        PerformAsync(Interests.Readable, new BufferRead(Access, buffer), BufferRead.Attempt, cancellationToken);

    /// <summary>Writes all of it, and waits in between while there is no room. One write at a time.</summary>
    /// <param name="buffer">The bytes to write. Leave them unchanged until the write has completed.</param>
    /// <param name="cancellationToken">Ends the wait. Part of the bytes may have been written by then.</param>
    /// <returns>
    /// A task that completes when everything is written. Await it once. It ends with the exceptions of <see cref="TryWrite"/>, with <see cref="OperationCanceledException"/> when it is cancelled, and with
    /// <see cref="ObjectDisposedException"/> when this object, the handle or the loop has ended.
    /// </returns>
    /// <exception cref="InvalidOperationException">A write or a wait for writing is under way, or the direction was not attached.</exception>
    [UnsupportedOSPlatform("windows")]
    public ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var state = new BufferWrite(Access, buffer);
        if (TryComplete(Interests.Writable, ref state, BufferWrite.Attempt, cancellationToken, out ValueTask<int> completed, out FirstStep next))
        {
            return completed.IsCompletedSuccessfully ? ValueTask.CompletedTask : new ValueTask(completed.AsTask());
        }

        PerformOperation<BufferWrite, int> operation = RentOperation<BufferWrite, int>(Interests.Writable);
        try
        {
            operation.Begin(state, BufferWrite.Attempt, next, cancellationToken, out short token);
            return new ValueTask(operation, token);
        }
        catch (Exception end) when (!HandleErrors.IsMisuse(end))
        {
            return ValueTask.FromException(end);
        }
    }

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
        Volatile.Read(ref _access)?.Dispose();
        if (Loop.IsCurrentThread)
        {
            EndOnLoop(this);
        }
        else
        {
            Loop.TryQueue(Callback.Of<AsyncHandle>.Run, EndOnLoop, this); // A loop that has ended has ended the waits.
        }
    }

    /// <summary>For logs and debuggers.</summary>
    /// <returns>The directions and the descriptor.</returns>
    public override string ToString() => $"{Directions} of {Handle.DangerousGetHandle()} on {Loop}";

    /// <summary>Whether the handle is attached: this was not disposed of, and neither the handle nor the loop has ended.</summary>
    public bool IsAttached => !Volatile.Read(ref _disposed) && _registration is { IsRegistered: true };

    /// <summary>Ends the wait or operation that is in progress in a direction, if there is one. Later ones are not affected. A method that awaits it on the loop resumes inside this call.</summary>
    /// <param name="direction">One direction.</param>
    /// <param name="reason">The exception that it ends with.</param>
    /// <exception cref="ArgumentNullException"><paramref name="reason"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="direction"/> is not one direction.</exception>
    /// <exception cref="InvalidOperationException">This is not the loop's thread; or the handle was not attached for the direction.</exception>
    /// <remarks>For those who wait for a handle on behalf of others. A token is the usual way to end a wait; it is noticed in a later turn.</remarks>
    public void EndWait(Interests direction, Exception reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        RefuseUnlessOneDirection(direction);
        Loop.VerifyAccess();

        _directions.EndWait(direction, reason);
    }

    /// <summary>What the loop has reported, and who waits.</summary>
    internal HandleDirections DirectionsState => _directions;

    /// <summary>Whether an operation that is done in pieces may go on with the next piece in this turn of the loop.</summary>
    internal bool MayGoOn() => !Loop.IsCurrentThread || Loop.Budget.TrySpendPiece();

    // Until then the loop knows of the handle, and so ends its waits if it ends first.
    private static readonly Action<AsyncHandle> EndOnLoop = static handle =>
    {
        handle.Loop.Remove(handle._directions);
        handle._directions.End(Detached());
    };

    private DescriptorAccess Access => Volatile.Read(ref _access) ?? MakeAccess();

    // Two threads may make one at the same time: one of them prevails.
    private DescriptorAccess MakeAccess()
    {
        var made = new DescriptorAccess(Handle);
        DescriptorAccess access = Interlocked.CompareExchange(ref _access, made, null) ?? made;
        if (Volatile.Read(ref _disposed))
        {
            access.Dispose(); // Whoever disposed of this handle may not have seen it.
        }

        return access;
    }

    private bool MayAttempt() => !Loop.IsCurrentThread || Loop.Budget.TrySpend();

    private ValueTask<Readiness> BeginWait(Interests directions, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<Readiness>(cancellationToken);
        }

        if (FindEnd() is { } end)
        {
            return ValueTask.FromException<Readiness>(end);
        }

        return (_directions.Rent<ReadinessWait>(HandleDirections.FirstOf(directions)) ?? new ReadinessWait(this)).Begin(directions, cancellationToken);
    }

    /// <summary>Completes an operation by an attempt on the calling thread, where one is worth trying.</summary>
    /// <param name="direction">The direction.</param>
    /// <param name="state">What the attempt needs.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="cancellation">Ends the operation.</param>
    /// <param name="completed">The completed operation.</param>
    /// <param name="next">What an operation that has not completed begins with.</param>
    /// <returns>Whether the operation has completed.</returns>
    private bool TryComplete<TState, TResult>(
        Interests direction, ref TState state, StepwiseAttempt<TState, TResult> attempt, CancellationToken cancellation, out ValueTask<TResult> completed, out FirstStep next)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        RefuseUnlessOneDirection(direction);
        next = FirstStep.Wait;
        if (cancellation.IsCancellationRequested)
        {
            completed = ValueTask.FromCanceled<TResult>(cancellation);
            return true;
        }

        if (FindEnd() is { } end)
        {
            completed = ValueTask.FromException<TResult>(end);
            return true;
        }

        completed = default;
        if (_directions.IsOwned(direction))
        {
            return false;
        }

        if (!MayAttempt())
        {
            next = FirstStep.Queue;
            return false;
        }

        try
        {
            switch (TryPerform(direction, ref state, attempt, out TResult result))
            {
                case AttemptOutcome.WouldBlock:
                    return false;
                case AttemptOutcome.Unfinished:
                    next = MayGoOn() ? FirstStep.Attempt : FirstStep.Queue;
                    return false;
                default:
                    completed = new ValueTask<TResult>(result);
                    return true;
            }
        }
        catch (Exception failure)
        {
            completed = ValueTask.FromException<TResult>(failure);
            return true;
        }
    }

    private PerformOperation<TState, TResult> RentOperation<TState, TResult>(Interests direction) =>
        _directions.Rent<PerformOperation<TState, TResult>>(direction) ?? new PerformOperation<TState, TResult>(this, direction);

    private ObjectDisposedException? FindEnd() =>
        Volatile.Read(ref _disposed) ? Detached() : Handle.IsClosed ? new ObjectDisposedException(Handle.GetType().FullName) : null;

    private void RefuseUnlessOneDirection(Interests direction)
    {
        if (direction is not (Interests.Readable or Interests.Writable or Interests.Priority))
        {
            throw new ArgumentOutOfRangeException(nameof(direction), direction, "Pass one direction.");
        }

        RefuseUnlessAttachedFor(direction);
    }

    private void RefuseUnlessAttachedFor(Interests directions)
    {
        if (directions == Interests.None || (directions & ~AllDirections) != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(directions), directions, "Pass Readable, Writable, Priority, or several of them.");
        }

        if ((directions & ~Directions) != 0)
        {
            throw new InvalidOperationException($"The handle was attached for {Directions}, not for {directions}: pass that to Attach as well.");
        }
    }

    private static ObjectDisposedException Detached() => new(nameof(AsyncHandle), "The handle was detached from its event loop.");
}
