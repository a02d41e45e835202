using System.Net.Sockets;

namespace Mux;

/// <summary>A relay while it runs: its two directions and what ends them. Everything but the cancellation's post happens on the loop's thread.</summary>
internal sealed class RunningRelay : IEndsWithLoop
{
    private static readonly Action<RunningRelay> CancelOnLoop = static relay => relay.Cancel();
    private static readonly Action<RunningRelay> EndOnLoop = static relay => relay.Abort(new ObjectDisposedException(nameof(StreamSocket), "A socket of the relay was closed."));
    private static readonly Action<RunningRelay> GoOnToRight = static relay => relay.TakeTurn(relay._leftToRight);
    private static readonly Action<RunningRelay> GoOnToLeft = static relay => relay.TakeTurn(relay._rightToLeft);

    private readonly EventLoop _loop;
    private readonly StreamSocket _left;
    private readonly StreamSocket _right;
    private readonly RelayDirection _leftToRight;
    private readonly RelayDirection _rightToLeft;
    private readonly TaskCompletionSource<RelayTotals> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RelayIdleLimit? _idleLimit;
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _cancellationRegistration;
    private volatile bool _hasEnded;

    public RunningRelay(EventLoop loop, StreamSocket left, StreamSocket right, TimeSpan idleLimit, RelayCarriers carriers)
    {
        _loop = loop;
        _left = left;
        _right = right;
        _leftToRight = new RelayDirection(left, right, carriers);
        _rightToLeft = new RelayDirection(right, left, carriers);
        _idleLimit = idleLimit == Timeout.InfiniteTimeSpan ? null : new RelayIdleLimit(this, loop, idleLimit);
    }

    /// <summary>Ends with the relay.</summary>
    public Task<RelayTotals> Completion => _completion.Task;

    /// <summary>How many bytes have moved, both ways.</summary>
    public long Moved => _leftToRight.Moved + _rightToLeft.Moved;

    public bool IsOrphaned => false; // Closing a socket says so at once.

    /// <summary>Watches both sockets, and moves what is there already.</summary>
    public void Begin(CancellationToken cancellation)
    {
        var leftSide = new RelaySide(this, _left, incoming: _leftToRight, outgoing: _rightToLeft); // Its socket's, like the other one.
        var rightSide = new RelaySide(this, _right, incoming: _rightToLeft, outgoing: _leftToRight);
        _left.ThrowIfRegistered();
        _right.ThrowIfRegistered();
        _loop.Add(this);
        try
        {
            leftSide.Watch(_loop);
            rightSide.Watch(_loop);
        }
        catch
        {
            _hasEnded = true;
            _loop.Remove(this);
            _left.StopRelaying(leftSide);
            throw;
        }

        _cancellation = cancellation;
        _cancellationRegistration = cancellation.UnsafeRegister(
            static relay => ((RunningRelay)relay!)._loop.TryQueue(Callback.Of<RunningRelay>.Run, CancelOnLoop, relay), // A loop that has ended has ended the relay.
            this);
        _idleLimit?.Begin();
        Advance(_leftToRight);
        Advance(_rightToLeft);
    }

    /// <summary>Gives a direction a turn, and what follows from how far it came.</summary>
    public void Advance(RelayDirection direction)
    {
        if (_hasEnded)
        {
            return;
        }

        try
        {
            switch (direction.Advance())
            {
                case RelayProgress.Turn when !direction.IsQueued:
                    direction.IsQueued = true;
                    _loop.Post(direction == _leftToRight ? GoOnToRight : GoOnToLeft, this);
                    break;
                case RelayProgress.Ended when _leftToRight.HasEnded && _rightToLeft.HasEnded:
                    Finish();
                    break;
                case RelayProgress.Failed:
                    Abort(RelayEnd.Failed, direction.Error);
                    break;
                default:
                    break; // An event lets it go on, or the other direction has yet to end.
            }
        }
        catch (Exception failure)
        {
            Abort(failure); // A socket that somebody closed, or a loop that ends.
        }
    }

    /// <summary>Ends the relay if a socket holds an error.</summary>
    /// <returns>Whether it has ended.</returns>
    public bool FailedBy(StreamSocket socket)
    {
        if (_hasEnded || socket.Handle.IsClosed)
        {
            return true;
        }

        try
        {
            SocketError error = socket.TakeError();
            if (error == SocketError.Success)
            {
                return false; // A call has met it already.
            }

            Abort(RelayEnd.Failed, error);
        }
        catch (ObjectDisposedException)
        {
            // Another thread has closed it just now, which ends the relay by itself.
        }

        return true;
    }

    /// <summary>Ends the relay, and resets both connections.</summary>
    public void Abort(RelayEnd end, SocketError error)
    {
        if (TryAbort())
        {
            _completion.SetResult(Totals(end, error));
        }
    }

    /// <summary>A socket is closed. From any thread; ends the relay unless that is what closed it.</summary>
    public void OnSocketClosed()
    {
        if (!_hasEnded)
        {
            _loop.TryQueue(Callback.Of<RunningRelay>.Run, EndOnLoop, this); // A loop that has ended has ended the relay.
        }
    }

    public void EndWithLoop(Exception reason) => Abort(reason);

    private void TakeTurn(RelayDirection direction)
    {
        direction.IsQueued = false;
        Advance(direction);
    }

    private void Finish()
    {
        if (TryEnd())
        {
            _left.Dispose();
            _right.Dispose();
            _completion.SetResult(Totals(RelayEnd.Finished, SocketError.Success));
        }
    }

    private void Abort(Exception reason)
    {
        if (TryAbort())
        {
            _completion.SetException(reason);
        }
    }

    private void Cancel()
    {
        if (TryAbort())
        {
            _completion.SetCanceled(_cancellation);
        }
    }

    private bool TryAbort()
    {
        if (!TryEnd())
        {
            return false;
        }

        _left.Abort();
        _right.Abort();
        return true;
    }

    private bool TryEnd()
    {
        if (_hasEnded)
        {
            return false;
        }

        _hasEnded = true;
        _loop.Remove(this);
        _cancellationRegistration.Unregister(); // Does not wait for a callback that is running: that only posts.
        _idleLimit?.End();
        _leftToRight.GiveBack();
        _rightToLeft.GiveBack();
        return true;
    }

    private RelayTotals Totals(RelayEnd end, SocketError error) => new(_leftToRight.Moved, _rightToLeft.Moved, end, error);
}
