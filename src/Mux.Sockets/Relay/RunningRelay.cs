using System.Net.Sockets;

namespace Mux;

/// <summary>A relay while it runs: its two directions and what ends them. Everything but the cancellation's post happens on the loop's thread.</summary>
#pragma warning disable CA1001 // Its sides are their sockets' to dispose of.
internal sealed class RunningRelay
#pragma warning restore CA1001
{
    private static readonly Action<RunningRelay> CancelOnLoop = static relay => relay.Cancel();
    private static readonly Action<RunningRelay> EndOnLoop = static relay => relay.Abort(new ObjectDisposedException(nameof(StreamSocket), "A socket of the relay was closed."));
    private static readonly Action<RunningRelay> GoOnToRight = static relay => relay.TakeTurn(relay._leftToRight);
    private static readonly Action<RunningRelay> GoOnToLeft = static relay => relay.TakeTurn(relay._rightToLeft);

    private readonly EventLoop _loop;
    private readonly RelaySide _left;
    private readonly RelaySide _right;
    private readonly RelayDirection _leftToRight;
    private readonly RelayDirection _rightToLeft;
    private readonly TaskCompletionSource<RelayTotals> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RelayIdleLimit? _idleLimit;
    private readonly TimeSpan _deliveryLimit;
    private RelayIdleLimit? _delivery; // One of the connections has failed, and the other peer does not take what came before.
    private RelayReset? _reset; // One of the connections has failed, and the other one is to be reset.
    private IDisposable? _ending;
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _cancellationRegistration;
    private volatile bool _hasEnded;

    public RunningRelay(EventLoop loop, StreamSocket left, StreamSocket right, TcpRelayOptions options, RelayCarriers carriers)
    {
        _loop = loop;
        _leftToRight = new RelayDirection(carriers);
        _rightToLeft = new RelayDirection(carriers);
        _left = new RelaySide(this, left) { Incoming = _leftToRight, Outgoing = _rightToLeft };
        _right = new RelaySide(this, right) { Incoming = _rightToLeft, Outgoing = _leftToRight };
        _leftToRight.Connect(_left, _right);
        _rightToLeft.Connect(_right, _left);
        _deliveryLimit = options.DeliveryLimit;
        _idleLimit = options.IdleLimit == Timeout.InfiniteTimeSpan ? null : new RelayIdleLimit(this, loop, options.IdleLimit, RelayEnd.Idle, SocketError.Success);
    }

    /// <summary>Ends with the relay.</summary>
    public Task<RelayTotals> Completion => _completion.Task;

    /// <summary>How many bytes have moved, both ways.</summary>
    public long Moved => _leftToRight.Moved + _rightToLeft.Moved;

    /// <summary>Watches both sockets, and moves what is there already.</summary>
    public void Begin(CancellationToken cancellation)
    {
        _left.Socket.ThrowIfRegistered();
        _right.Socket.ThrowIfRegistered();
        _ending = _loop.RegisterEnding(static (relay, reason) => relay.Abort(reason), this);
        try
        {
            _left.Watch(_loop);
            _right.Watch(_loop);
        }
        catch
        {
            _hasEnded = true;
            _ending.Dispose();
            _left.Socket.StopRelaying(_left);
            throw;
        }

        _cancellation = cancellation;
        _cancellationRegistration = cancellation.UnsafeRegister(
            static relay => ((RunningRelay)relay!)._loop.TryPost(CancelOnLoop, (RunningRelay)relay), // A loop that stops ends the relay.
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
                case RelayProgress.Ended when _leftToRight.HasEnded && _rightToLeft.HasEnded && !_left.HasFailed && !_right.HasFailed:
                    Finish();
                    break;
                case RelayProgress.SourceFailed:
                    ResetAfterDelivery(direction.To, direction.From.Error);
                    break;
                case RelayProgress.TargetFailed when direction.To.Incoming.HasEnded:
                    ResetAfterDelivery(direction.From, direction.To.Error); // It had ended before, and all of it has been handed on.
                    break;
                case RelayProgress.TargetFailed when !direction.To.Incoming.IsStalled:
                    Advance(direction.To.Incoming); // What it sent before it failed is still there.
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

    /// <summary>An event has told of a failure. The directions meet it in their order; only where neither reads or writes any more, nothing else tells of it.</summary>
    public void OnFailureOf(RelaySide side)
    {
        if (_hasEnded)
        {
            return;
        }

        if (_reset is not null)
        {
            _reset.OnFailureOf(side);
        }
        else if (side.Incoming.IsStalled && _delivery is null && _deliveryLimit != Timeout.InfiniteTimeSpan)
        {
            // The failure stands behind what the other peer does not take.
            _delivery = new RelayIdleLimit(this, _loop, _deliveryLimit, RelayEnd.Failed, SocketError.ConnectionReset);
            _delivery.Begin();
        }
        else if (side.Incoming.HasEnded && !side.HasFailed)
        {
            // The peer had ended its sending half, which has been handed on. A reset after that still is to be handed on, unless both have ended well.
            SocketError error = side.Socket.TakeError();
            if (error != SocketError.Success)
            {
                side.Fail(error);
                side.Outgoing.GiveUp();
                ResetAfterDelivery(side.Outgoing.From, error);
            }
        }
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
            _loop.TryPost(EndOnLoop, this); // A loop that stops ends the relay.
        }
    }

    private void ResetAfterDelivery(RelaySide side, SocketError error)
    {
        if (_reset is null && !_hasEnded)
        {
            _leftToRight.GiveUp();
            _rightToLeft.GiveUp();
            _reset = new RelayReset(this, _loop, side, error, _deliveryLimit);
            _reset.Begin();
        }
    }

    private void TakeTurn(RelayDirection direction)
    {
        direction.IsQueued = false;
        Advance(direction);
    }

    private void Finish()
    {
        if (TryEnd())
        {
            _left.Socket.Dispose();
            _right.Socket.Dispose();
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

        _left.Socket.Abort();
        _right.Socket.Abort();
        return true;
    }

    private bool TryEnd()
    {
        if (_hasEnded)
        {
            return false;
        }

        _hasEnded = true;
        _ending?.Dispose();
        _cancellationRegistration.Unregister(); // Does not wait for a callback that is running: that only posts.
        _idleLimit?.End();
        _delivery?.End();
        _reset?.End();
        _leftToRight.GiveBack();
        _rightToLeft.GiveBack();
        return true;
    }

    private RelayTotals Totals(RelayEnd end, SocketError error) => new(_leftToRight.Moved, _rightToLeft.Moved, end, error);
}
