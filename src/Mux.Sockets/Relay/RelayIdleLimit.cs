using System.Net.Sockets;

namespace Mux;

/// <summary>Ends a relay in which nothing has moved for too long. It looks at intervals of a quarter of the limit, so that moving bytes costs it nothing; a relay may live a quarter longer.</summary>
internal sealed class RelayIdleLimit(RunningRelay relay, EventLoop loop, TimeSpan limit, RelayEnd end, SocketError error)
{
    private const int LooksPerLimit = 4;

    private LoopTimer? _timer;
    private long _moved;
    private int _idleLooks;

    public void Begin()
    {
        TimeSpan interval = TimeSpan.FromTicks(Math.Max(limit.Ticks / LooksPerLimit, TimeSpan.TicksPerMillisecond)); // A period of zero would be none.
        _timer = loop.Schedule(interval, interval, static idle => idle.Look(), this);
    }

    public void End() => _timer?.Dispose();

    private void Look()
    {
        long moved = relay.Moved;
        _idleLooks = moved == _moved ? _idleLooks + 1 : 0;
        _moved = moved;
        if (_idleLooks >= LooksPerLimit)
        {
            relay.Abort(end, error);
        }
    }
}
