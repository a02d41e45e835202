using System.Net.Sockets;
using System.Runtime.Versioning;
using Mux.LinuxNative;

namespace Mux.Sockets.Tests;

/// <summary>Relays by pipes whose calls are interrupted, would block without reason, or move less than they are asked to: nothing is lost, and nothing comes twice.</summary>
[OnLinux]
[SupportedOSPlatform("linux")]
public sealed class RelayFaultTests
{
    private readonly FaultyPipeCalls _calls = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_direction_moves_everything_once_whatever_its_calls_answer(int seed)
    {
        using var from = ConnectedPair.OnLoopback();
        using var to = ConnectedPair.OnLoopback();
        using StreamSocket source = StreamSocket.Adopt(from.Right);
        using StreamSocket sink = StreamSocket.Adopt(to.Left);
        RelayCarriers carriers = Carriers();
        var direction = RelayParts.Direction(source, sink, carriers);
        var random = new Random(seed);
        int[] faults = [0, FaultySocketCalls.Interrupted, FaultySocketCalls.WouldBlock];
        byte[] sent = RelayPeer.Payload(300_000, seed);
        var received = new MemoryStream();
        byte[] buffer = new byte[sent.Length];
        _calls.MostMoved = () => random.Next(1, 3000);

        int given = 0;
        BoundedTasks.Await(
            () =>
            {
                given += from.Left.Send(sent, given, Math.Min(10_000, sent.Length - given), SocketFlags.None, out _);
                if (given == sent.Length)
                {
                    from.Left.Shutdown(SocketShutdown.Send);
                }

                _calls.FailNext([.. Enumerable.Range(0, 5).Select(_ => faults[random.Next(faults.Length)])]);
                RelayProgress progress = direction.Advance();
                received.Write(buffer, 0, to.Right.Receive(buffer, 0, buffer.Length, SocketFlags.None, out _));
                return progress == RelayProgress.Ended && received.Length >= sent.Length;
            },
            "It does not come to its end.");

        Assert.Equal(sent, received.ToArray());
        Assert.Equal(sent.Length, direction.Moved);
        Assert.Equal(0, carriers.InUse);
        carriers.End();
    }

    [Fact]
    public async Task A_relay_whose_calls_are_interrupted_and_move_little_hands_on_everything_both_ways()
    {
        using var running = new RunningLoop(EventMultiplexer.Create());
        using RelayUnderTest relay = RelayUnderTest.Begin(running, Carriers());
        var random = new Random(4);
        _calls.InterruptsEverySplice = true;
        _calls.MostMoved = () => random.Next(1, 20_000);
        byte[] question = RelayPeer.Payload(2_000_000, seed: 5);
        byte[] answer = RelayPeer.Payload(2_000_000, seed: 6);

        Task<byte[]> answered = relay.Client.ReceiveToEndAsync();
        Task<byte[]> asked = relay.Server.ReceiveToEndAsync();
        await Task.WhenAll(relay.Client.SendToEndAsync(question), relay.Server.SendToEndAsync(answer));

        Assert.Equal(question, await asked);
        Assert.Equal(answer, await answered);
        Assert.Equal(new RelayTotals(question.Length, answer.Length, RelayEnd.Finished, SocketError.Success), await relay.Relay.InTime());
        Assert.Equal(0, relay.Carriers.InUse);
    }

    [Fact]
    public async Task A_relay_goes_on_by_the_next_event_after_either_side_would_block()
    {
        using var running = new RunningLoop(EventMultiplexer.Create());
        using RelayUnderTest relay = RelayUnderTest.Begin(running, Carriers());

        await FailWhileSending(0, FaultySocketCalls.WouldBlock); // The pipe is filled, and not drained.
        Assert.Equal(1, await running.Loop.InvokeAsync(() => relay.Carriers.InUse, TestContext.Current.CancellationToken));
        await relay.Server.SendAllAsync(new byte[] { 9 }); // The event that tells of this tells of the room, too.
        Assert.Equal([1], await relay.Server.ReceiveExactlyAsync(1));
        Assert.Equal([9], await relay.Client.ReceiveExactlyAsync(1));

        await FailWhileSending(FaultySocketCalls.WouldBlock);
        Assert.Equal(0, await running.Loop.InvokeAsync(() => relay.Carriers.InUse, TestContext.Current.CancellationToken));
        await relay.Client.SendAllAsync(new byte[] { 2 });
        Assert.Equal([1, 2], await relay.Server.ReceiveExactlyAsync(2));

        async Task FailWhileSending(params int[] faults)
        {
            running.Settle();
            _calls.FailNext(faults);
            await relay.Client.SendAllAsync(new byte[] { 1 });
            BoundedTasks.Await(() => _calls.FaultsLeft == 0, "It has not tried.");
            running.Settle();
        }
    }

    private RelayCarriers Carriers() => new(() => SplicePipe.TryOpen(_calls, SplicePipe.DefaultCapacity));
}
