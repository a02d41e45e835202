using System.Net;
using Mux;
using Mux.LinuxNative;
using Mux.Samples;

namespace UdpGame.Tests;

/// <summary>A server in its steady state allocates nothing.</summary>
[OnLinux]
[Collection(nameof(AloneInTheProcess))]
public sealed class QuietTests
{
    private const int Ticks = 200;

    [Fact]
    public async Task Two_hundred_ticks_of_sixteen_players_allocate_nothing_on_the_loop()
    {
        using var server = new InsideServer(IPAddress.Loopback);
        using var client = new InsideClient(server.EndPoint, players: 16);
        await server.Until(running => running.PlayerCount == 16);
        await server.Until(running => running.Counts.Ticks >= 60 && running.Counts.Inputs >= 16 * 20); // Whatever is made once is made by now.

        using var meter = new Meter(server.Server);
        using LoopTimer timer = server.Loop.Schedule(TimeSpan.Zero, TimeSpan.FromMilliseconds(1), static meter => meter.Look(), meter);
        (long allocated, ServerCounts done) = meter.Take();

        Assert.Equal(0, allocated);
        Assert.InRange(done.Sent, 16 * Ticks, long.MaxValue);
        Assert.InRange(done.Inputs, 16, long.MaxValue);
    }

    // Looks at the server from the loop itself: to ask from outside would allocate the answer.
    private sealed class Meter(GameServer server) : IDisposable
    {
        private readonly ManualResetEventSlim _done = new();
        private long? _allocatedBefore;
        private long _allocated;
        private ServerCounts _before;
        private ServerCounts _after;

        public void Look()
        {
            if (_allocatedBefore is not { } before)
            {
                _before = server.Counts;
                _allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
            }
            else if (!_done.IsSet && server.Counts.Ticks >= _before.Ticks + Ticks)
            {
                _allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                _after = server.Counts;
                _done.Set();
            }
        }

        public (long Allocated, ServerCounts Done) Take()
        {
            Assert.True(_done.Wait(SampleProcess.Bound));
            return (_allocated, _after with { Sent = _after.Sent - _before.Sent, Inputs = _after.Inputs - _before.Inputs });
        }

        public void Dispose() => _done.Dispose();
    }
}
