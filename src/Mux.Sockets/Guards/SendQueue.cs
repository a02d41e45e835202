using System.Buffers;
using System.Net.Sockets;
using Mux.Interop;

namespace Mux;

/// <summary>What is still to be sent on a connection, within a bound: a peer that reads too slowly costs no more memory than that, and whoever sends to it decides what becomes of it.</summary>
/// <remarks>
/// <para>
/// While nothing waits, bytes go to the socket at once and are not copied. What the kernel has no room for is copied into buffers of a pool, and sent, several buffers by one call, as room comes. An empty queue holds no buffer.
/// Whatever ends it, the buffers go back: a failure of the connection, disposal of this or of the socket, the end of the loop.
/// </para>
/// <para><b>Threads.</b> All on the loop's thread, but <see cref="Dispose"/>. Nobody else may send on the socket meanwhile.</para>
/// </remarks>
public sealed class SendQueue : IDisposable
{
    private readonly StreamSocket _socket;
    private readonly EventLoop _loop;
    private readonly PooledBytes _pending;
    private readonly ReadOnlyMemory<byte>[] _pieces = new ReadOnlyMemory<byte>[IoSegment.Most];
    private readonly List<Waiting> _waiting = [];
    private long _enqueued; // Bytes, since the beginning.
    private bool _sending;
    private Exception? _end; // Why it has ended, other than by a failure of the connection.

    /// <summary>Makes an empty queue.</summary>
    /// <param name="socket">The connection. It stays the caller's, and is attached to the loop if it is not yet.</param>
    /// <param name="loop">The loop, on whose thread this is called.</param>
    /// <param name="capacity">How many bytes may wait at most, from 1 up.</param>
    /// <param name="pool">Where buffers come from; null for the shared pool.</param>
    /// <exception cref="ArgumentNullException">The socket or the loop is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1.</exception>
    /// <exception cref="InvalidOperationException">This is not the loop's thread; or the socket is registered, or attached to another loop.</exception>
    /// <exception cref="MultiplexerException">The system refuses to watch the socket.</exception>
    /// <exception cref="ObjectDisposedException">The socket or the loop is disposed of.</exception>
    public SendQueue(StreamSocket socket, EventLoop loop, int capacity, ArrayPool<byte>? pool = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        loop.VerifyAccess();

        (_socket, _loop, Capacity) = (socket, loop, capacity);
        _pending = new PooledBytes(pool ?? ArrayPool<byte>.Shared);
        if (!socket.IsAttachedTo(loop))
        {
            socket.AttachTo(loop);
        }
    }

    /// <summary>How many bytes may wait at most.</summary>
    public int Capacity { get; }

    /// <summary>How many wait.</summary>
    public int PendingBytes => _pending.Count;

    /// <summary>Why the connection failed; <see cref="SocketError.Success"/> while it has not.</summary>
    public SocketError Error { get; private set; }

    private bool HasEnded => Error != SocketError.Success || _end is not null;

    /// <summary>Sends, or copies what cannot be sent yet: all of it, or nothing.</summary>
    /// <param name="bytes">The bytes; free again when this returns.</param>
    /// <returns>False, with nothing taken, when they would make more than <see cref="Capacity"/> wait: the peer is too slow. And false when the connection has failed: see <see cref="Error"/>.</returns>
    /// <exception cref="ArgumentException">They are more than <see cref="Capacity"/>: they would never fit.</exception>
    /// <exception cref="InvalidOperationException">This is not the loop's thread.</exception>
    /// <exception cref="ObjectDisposedException">This, the socket or the loop has ended.</exception>
    public bool TryEnqueue(ReadOnlySpan<byte> bytes)
    {
        _loop.VerifyAccess();
        ThrowIfTooMany(bytes.Length);
        ThrowIfEnded();
        if (Error != SocketError.Success || bytes.Length > Capacity - _pending.Count)
        {
            return false;
        }

        int sent = 0;
        while (_pending.Count == 0 && sent < bytes.Length)
        {
            SocketResult result = _socket.TrySend(bytes[sent..]);
            if (result.IsFailed)
            {
                Fail(result.Error);
                return false;
            }

            if (result.WouldBlock)
            {
                break; // Only now is an event of room sure to come: that a send took less promises none.
            }

            sent += result.Count;
        }

        _pending.Append(bytes[sent..]);
        _enqueued += bytes.Length;
        if (_pending.Count > 0 && !_sending)
        {
            _ = SendPendingAsync(); // Throws nothing: what ends it is told to those who wait.
        }

        return true;
    }

    /// <summary>Waits until all that was enqueued so far has been sent: given to the kernel, that is.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Success, or why the connection failed. Ends with <see cref="OperationCanceledException"/>, or with <see cref="ObjectDisposedException"/> when this, the socket or the loop has ended before.</returns>
    /// <exception cref="InvalidOperationException">This is not the loop's thread.</exception>
    public Task<SocketError> FlushAsync(CancellationToken cancellationToken = default) => WhenSentAsync(_enqueued, cancellationToken);

    /// <summary>Waits until there is room. Others may take it before the caller does.</summary>
    /// <param name="count">For how many bytes, up to <see cref="Capacity"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>As <see cref="FlushAsync"/>.</returns>
    /// <exception cref="ArgumentException">There is never so much room.</exception>
    /// <exception cref="InvalidOperationException">This is not the loop's thread.</exception>
    public Task<SocketError> WhenRoomAsync(int count, CancellationToken cancellationToken = default)
    {
        ThrowIfTooMany(count);
        return WhenSentAsync(_enqueued + count - Capacity, cancellationToken);
    }

    /// <summary>Ends the queue: what still waits is not sent, and whoever waits gets <see cref="ObjectDisposedException"/>. The socket stays open. From any thread, and again.</summary>
    /// <remarks>On the loop's thread it has ended when this returns, and the socket's room may be awaited by others. From another thread it ends on the loop's, soon after.</remarks>
    public void Dispose()
    {
        if (_loop.IsCurrentThread || !_loop.TryPost(static queue => queue.EndHere(), this))
        {
            EndHere();
        }
    }

    private void EndHere()
    {
        var disposed = new ObjectDisposedException(nameof(SendQueue));
        End(disposed);
        if (_sending && _loop.IsCurrentThread)
        {
            _socket.EndWait(Interests.Writable, disposed); // That of SendPendingAsync, which goes on, and ends, inside this call. A loop that has ended has ended it.
        }
    }

    private void ThrowIfTooMany(int count)
    {
        if (count < 0 || count > Capacity)
        {
            throw new ArgumentException($"{count} bytes never fit into a queue of {Capacity}: send them in pieces, or make it larger.", nameof(count));
        }
    }

    private void ThrowIfEnded()
    {
        if (_end is not null)
        {
            throw new ObjectDisposedException("The queue has ended.", _end);
        }
    }

    private Task<SocketError> WhenSentAsync(long position, CancellationToken cancellation)
    {
        _loop.VerifyAccess();
        ThrowIfEnded();
        if (Error != SocketError.Success || SentSoFar >= position)
        {
            return Task.FromResult(Error);
        }

        _waiting.RemoveAll(static waiting => waiting.Answer.IsCompleted); // Those that were cancelled: of a peer that reads nothing they would become ever more.
        var source = new TaskCompletionSource<SocketError>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<SocketError> answer = source.Task.WaitAsync(cancellation);
        _waiting.Add(new Waiting(position, source, answer));
        return answer;
    }

    private long SentSoFar => _enqueued - _pending.Count;

    private async Task SendPendingAsync()
    {
        _sending = true;
        try
        {
            while (_pending.Count > 0 && !HasEnded)
            {
                await _socket.WritableAsync();
                SendWhatFits();
            }
        }
        catch (Exception ended)
        {
            End(ended); // The socket or the loop has ended, or somebody else awaits the socket's room: whoever waits here has to know.
        }
        finally
        {
            _sending = false;
        }
    }

    private void SendWhatFits()
    {
        while (_pending.Count > 0 && !HasEnded)
        {
            int pieces = _pending.Peek(_pieces);
            SocketResult sent = _socket.TrySend(_pieces.AsSpan(0, pieces));
            _pieces.AsSpan(0, pieces).Clear();
            if (sent.IsFailed)
            {
                Fail(sent.Error);
            }

            if (!sent.IsDone)
            {
                return;
            }

            _pending.Remove(sent.Count);
            Tell();
        }
    }

    private void Fail(SocketError error)
    {
        Error = error;
        _pending.Clear();
        Tell();
    }

    private void End(Exception reason)
    {
        _end ??= reason;
        _pending.Clear();
        _waiting.ForEach(waiting => waiting.Source.TrySetException(_end));
        _waiting.Clear();
    }

    private void Tell()
    {
        for (int index = _waiting.Count - 1; index >= 0; index--)
        {
            if (Error != SocketError.Success || SentSoFar >= _waiting[index].Position)
            {
                _waiting[index].Source.SetResult(Error);
                _waiting.RemoveAt(index);
            }
        }
    }

    private readonly record struct Waiting(long Position, TaskCompletionSource<SocketError> Source, Task<SocketError> Answer);
}
