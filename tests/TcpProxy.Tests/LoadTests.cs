using System.Net;
using System.Net.Sockets;
using Mux;
using Mux.Samples;
using Samples;

namespace TcpProxy.Tests;

public sealed class LoadTests
{
    [Fact]
    public async Task A_burst_is_spread_over_all_loops()
    {
        const int Count = 60; // Accepted in one turn.
        using var target = new TargetServer();
        using EventLoopGroup loops = EventLoopGroup.Start(2);
        using var proxy = new Proxy(new ProxyOptions(new IPEndPoint(IPAddress.Loopback, 0), new Target("127.0.0.1", target.Port), Count, Timeout.InfiniteTimeSpan), loops, TextWriter.Null);
        using var go = new ManualResetEventSlim();
        loops[1].Post(() => go.Wait(SampleProcess.Bound, TestContext.Current.CancellationToken)); // What it is given waits there until all have been.
        List<Socket> sockets = [.. Enumerable.Range(0, Count).Select(_ => Connect(proxy))];

        Task<ProxyTotals> running = proxy.RunAsync();
        await loops[0].InvokeAsync(() => AcceptedAsync(loops, Count), TestContext.Current.CancellationToken).WaitAsync(SampleProcess.Bound, TestContext.Current.CancellationToken);
        int waiting = loops[1].RegistrationCount;
        go.Set();
        for (int accepted = 0; accepted < Count; accepted++)
        {
            sockets.Add(target.Accept());
        }

        sockets.ForEach(socket => socket.Dispose());
        proxy.Stop();
        await running.WaitAsync(SampleProcess.Bound, TestContext.Current.CancellationToken);
        Assert.InRange(waiting, Count / 4, 3 * Count / 4); // Half; but the first loop's connections come to have two registrations each while the rest is accepted.
    }

    [Theory]
    [InlineData(1024L, 160)]
    [InlineData(64L, 1)]
    [InlineData(1_000_000L, ConnectionLimit.Most)]
    [InlineData(null, ConnectionLimit.Most)]
    public void As_many_connections_are_let_in_as_can_never_run_out_of_descriptors(long? soft, int connections) => Assert.Equal(connections, ConnectionLimit.Within(new DescriptorLimit(soft, soft), descriptorsEach: 6));

    private static async Task AcceptedAsync(EventLoopGroup loops, int count)
    {
        while (loops.Sum(loop => loop.RegistrationCount) < count)
        {
            await loops[0].DelayAsync(TimeSpan.FromMilliseconds(1));
        }
    }

    private static Socket Connect(Proxy proxy)
    {
        Socket socket = Peer.Bounded(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        socket.Connect(proxy.EndPoint);
        return socket;
    }
}
