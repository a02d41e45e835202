using Mux;

namespace StaticFiles.Serving;

/// <summary>The one deadline that a connection has at a time. For the loop's thread.</summary>
/// <remarks>A <see cref="ConnectionDeadline"/> whose passing cancels what is awaited, and is not the end: there are a refusal and a farewell to come, with deadlines of their own.</remarks>
internal sealed class Watchdog : IDisposable
{
    private readonly EventLoop _loop;
    private readonly StreamSocket _socket;
    private ConnectionDeadline _deadline;
    private CancellationTokenSource _passing = new(); // Never disposed of: it has no timer of its own, and holds nothing.

    /// <param name="loop">The connection's loop.</param>
    /// <param name="socket">The connection.</param>
    public Watchdog(EventLoop loop, StreamSocket socket)
    {
        _loop = loop;
        _socket = socket;
        _deadline = Begin();
    }

    /// <summary>Is cancelled when the deadline passes.</summary>
    public CancellationToken Token => _passing.Token;

    /// <summary>Sets the deadline in place of the one before, which may have passed. Costs next to nothing, unless it has.</summary>
    /// <exception cref="ObjectDisposedException">The loop has ended.</exception>
    public void Set(TimeSpan time)
    {
        ObjectDisposedException.ThrowIf(!_loop.IsCurrentThread, _loop); // Nothing else brings a connection to another thread.

        if (_passing.IsCancellationRequested)
        {
            _deadline.Dispose();
            _passing = new CancellationTokenSource();
            _deadline = Begin();
        }

        _deadline.BeginPhase(time);
    }

    /// <summary>Waits until the peer has sent something, or has left.</summary>
    /// <returns>False when the deadline has passed before.</returns>
    public async ValueTask<bool> IsReadableInTimeAsync()
    {
        try
        {
            await _socket.ReadableAsync(Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Waits until there is room to send, or the connection has failed.</summary>
    /// <returns>False when the deadline has passed before.</returns>
    public async ValueTask<bool> IsWritableInTimeAsync()
    {
        try
        {
            await _socket.WritableAsync(Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Has it pass now.</summary>
    public void Pass() => _passing.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _deadline.Dispose();

    private ConnectionDeadline Begin() => new(_loop, _socket, Timeout.InfiniteTimeSpan, (_, _) => Pass());
}
