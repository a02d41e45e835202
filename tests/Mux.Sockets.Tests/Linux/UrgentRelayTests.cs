using System.Net.Sockets;
using System.Runtime.Versioning;
using Mux.LinuxNative;

namespace Mux.Sockets.Tests;

/// <summary>Urgent data on its way through a relay: splice(2) stops at its mark for good, and tells the end behind it from nothing.</summary>
[OnLinux]
[SupportedOSPlatform("linux")]
public sealed class UrgentRelayTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_follows_urgent_data_arrives_and_then_the_end(bool isThereBefore)
    {
        using var running = new RunningLoop(EventMultiplexer.Create());
        using RelayUnderTest relay = RelayUnderTest.Begin(running, copies: false, cancellation: TestContext.Current.CancellationToken);

        Task<byte[]> received;
        if (isThereBefore)
        {
            using (running.Hold())
            {
                SendAll(relay.Client);
            }

            received = relay.Server.ReceiveToEndAsync();
        }
        else
        {
            relay.Client.Send([1, 2]);
            Assert.Equal([1, 2], await relay.Server.ReceiveExactlyAsync(2));
            SendAll(relay.Client);
            received = relay.Server.ReceiveToEndAsync();
        }

        Assert.Equal([3, 4, 5, 6], await received.InTime());
        relay.Server.Shutdown(SocketShutdown.Send);
        RelayTotals totals = await relay.Relay.InTime();
        Assert.Equal(RelayEnd.Finished, totals.End);
        Assert.Equal(0, relay.Carriers.InUse);
    }

    [Fact]
    public async Task A_connection_that_goes_on_after_urgent_data_goes_on_in_both_directions()
    {
        using var running = new RunningLoop(EventMultiplexer.Create());
        using RelayUnderTest relay = RelayUnderTest.Begin(running, copies: false, cancellation: TestContext.Current.CancellationToken);

        for (byte round = 0; round < 10; round++)
        {
            relay.Client.Send([round]);
            relay.Client.Send([255], SocketFlags.OutOfBand);
            relay.Client.Send([round]);
            Assert.Equal([round, round], await relay.Server.ReceiveExactlyAsync(2));
            relay.Server.Send([round]);
            Assert.Equal([round], await relay.Client.ReceiveExactlyAsync(1));
        }
    }

    // At the mark, with the end behind it, splice(2) says "0", as at the end itself.
    [Fact]
    public void A_pipe_takes_the_mark_for_no_end()
    {
        using var pair = ConnectedPair.OnLoopback();
        using StreamSocket source = StreamSocket.Adopt(pair.Right);
        using var pipe = new SplicePipe();
        SendAll(pair.Left);
        Assert.True(pair.Right.Poll(Bound.Hang, SelectMode.SelectRead));
        SocketResult filled = pipe.TryFill(source, 100);
        SocketResult atMark = SocketResult.Blocked();
        BoundedTasks.Await(() => !(atMark = pipe.TryFill(source, 100)).WouldBlock, "The end does not come.");

        Assert.Equal(SocketResult.Done(2), filled);
        Assert.Equal(SocketResult.Done(0), atMark);
        Assert.Equal([5, 6], source.ReceiveExactly(2));
        Assert.Equal(SocketResult.Closed(), source.ReceiveOnce(new byte[1]));
    }

    private static void SendAll(Socket client)
    {
        client.Send([3, 4]);
        client.Send([255], SocketFlags.OutOfBand);
        client.Send([5, 6]);
        client.Shutdown(SocketShutdown.Send);
    }
}
