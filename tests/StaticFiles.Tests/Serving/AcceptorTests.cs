using System.Diagnostics;
using Mux;
using StaticFiles.Serving;

namespace StaticFiles.Tests.Serving;

public sealed class AcceptorTests : IDisposable
{
    private const int Peers = 200;

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private readonly Attended _server = new(loops: 2, new Deadlines(Long, Long, Long, LeastSendRate: 0));
    private readonly CancellationTokenSource _stop = new();
    private readonly ManualResetEventSlim _gate = new();
    private readonly Client[] _peers;
    private Task _accepting = Task.CompletedTask;

    public AcceptorTests() => _peers = [.. Enumerable.Range(0, Peers).Select(_ => _server.Connect())];

    [Fact]
    public async Task However_many_wait_the_loop_has_its_turn_after_each_batch()
    {
        EventLoop loop = _server.Loops[0];

        long inOneGo = await Attended.Ask(loop, () => BeginToAccept(loop));

        Assert.Equal(Acceptor.Batch, inOneGo);
    }

    [Fact]
    public async Task A_burst_is_spread_over_the_loops_though_one_of_them_is_busy()
    {
        EventLoop loop = _server.Loops[0];
        EventLoop busy = _server.Loops[1];
        busy.Post(() => _gate.Wait(ServerProcess.Bound)); // What is posted to it waits.
        int before = busy.RegistrationCount;

        long taken = await Attended.Ask(loop, () => BeginToAccept(loop));
        for (var watch = Stopwatch.StartNew(); taken < Peers && watch.Elapsed < ServerProcess.Bound;)
        {
            taken = await Attended.Ask(loop, () => _server.Connections.Total);
        }

        Assert.Equal(Peers, taken);
        Assert.InRange(busy.RegistrationCount - before, (Peers / 2) - 1, (Peers / 2) + 1); // The listener counts on the other one.
    }

    public void Dispose()
    {
        _gate.Set();
        _stop.Cancel();
        Assert.True(((IAsyncResult)_accepting).AsyncWaitHandle.WaitOne(ServerProcess.Bound)); // It ends with an exception: it was told to stop.
        Array.ForEach(_peers, peer => peer.Dispose());
        _server.Dispose();
        _gate.Dispose();
        _stop.Dispose();
    }

    // How many it takes before it gives the loop back.
    private long BeginToAccept(EventLoop loop)
    {
        _accepting = _server.Acceptor.AcceptAsync(loop, _stop.Token);
        return _server.Connections.Total;
    }
}
