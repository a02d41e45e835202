using System.Net;
using Mux;
using Mux.Samples;

namespace UdpGame.Tests;

/// <summary>The server in this process, on a loop of its own.</summary>
internal sealed class InsideServer : IDisposable
{
    public InsideServer(IPAddress address, int port = 0, TimeSpan? silence = null)
    {
        Server = new GameServer(new ServerOptions(new IPEndPoint(address, port), Rate: 60, MaxPlayers: 1000, silence ?? SampleProcess.Bound, Timeout.InfiniteTimeSpan), Loop);
        EndPoint = (IPEndPoint)Server.EndPoint;
        Loop.InvokeAsync(Server.Start).WaitAsync(SampleProcess.Bound).GetAwaiter().GetResult();
    }

    public EventLoop Loop { get; } = EventLoop.Start();

    public GameServer Server { get; }

    public IPEndPoint EndPoint { get; }

    /// <summary>Waits until something holds, as seen on the loop: looks each time the loop has gone round.</summary>
    public Task Until(Func<GameServer, bool> condition) => Loop.InvokeAsync(async () =>
    {
        while (!condition(Server))
        {
            await Loop.DelayAsync(TimeSpan.FromMilliseconds(1));
        }
    }).WaitAsync(SampleProcess.Bound);

    /// <summary>Has it say bye and end.</summary>
    public Task<ServerCounts> Stop() => Loop.InvokeAsync(Server.Stop).WaitAsync(SampleProcess.Bound);

    public void Dispose()
    {
        Loop.Dispose();
        Server.Dispose();
    }
}
