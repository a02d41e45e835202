using System.Net.Sockets;

namespace Mux;

/// <summary>
/// Passes a failure of one connection on to the other one: by a reset, and only once the other peer has everything that was received before. A reset discards what its own side has not delivered yet.
/// </summary>
/// <param name="relay">The relay.</param>
/// <param name="loop">Its loop.</param>
/// <param name="side">The side that is to be reset.</param>
/// <param name="error">Why.</param>
/// <param name="limit">How long the other peer may take its time.</param>
internal sealed class RelayReset(RunningRelay relay, EventLoop loop, RelaySide side, SocketError error, TimeSpan limit)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    // Where the system does not tell what was delivered, so much time has to do.
    private static readonly TimeSpan Blind = TimeSpan.FromMilliseconds(100);

    private readonly long _begun = loop.TimeProvider.GetTimestamp();
    private LoopTimer? _timer;
    private TimeSpan _pause = FirstLook;

    public void Begin()
    {
        if (!IsOver())
        {
            _timer = loop.Schedule(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan, static reset => reset.Look(), this);
            _timer.Reschedule(_pause);
        }
    }

    public void End() => _timer?.Dispose();

    /// <summary>A connection has failed: if it is the one that waits for its bytes, they are lost.</summary>
    public void OnFailureOf(RelaySide failed)
    {
        if (failed == side)
        {
            Finish();
        }
    }

    private void Look()
    {
        if (!IsOver())
        {
            TimeSpan next = _pause * 2;
            _pause = next < LongestPause ? next : LongestPause;
            _timer!.Reschedule(_pause);
        }
    }

    private bool IsOver()
    {
        TimeSpan waited = loop.TimeProvider.GetElapsedTime(_begun);
        bool isDelivered = side.Socket.TryGetUnacknowledgedBytes() switch
        {
            { } left => left == 0,
            null => waited >= Blind,
        };
        if (!isDelivered && (limit == Timeout.InfiniteTimeSpan || waited < limit))
        {
            return false;
        }

        Finish();
        return true;
    }

    private void Finish() => relay.Abort(RelayEnd.Failed, error);
}
