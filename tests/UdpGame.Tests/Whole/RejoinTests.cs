using System.Net;

namespace UdpGame.Tests;

/// <summary>Players that hear nothing for a while join again.</summary>
public sealed class RejoinTests
{
    [Fact]
    public async Task A_player_that_joins_a_server_again_which_still_knows_it_goes_on_moving()
    {
        using var server = new InsideServer(IPAddress.Loopback);
        using var relay = new Relay(server.EndPoint);
        using var client = new InsideClient(relay.EndPoint, players: 1);
        await server.Until(running => running.Counts.Inputs >= 20);

        relay.Passes = static _ => false;
        await server.Until(running => running.Counts.Hellos >= 2); // It asks again.
        relay.Passes = static _ => true;
        ServerCounts before = await server.Loop.InvokeAsync(() => server.Server.Counts, TestContext.Current.CancellationToken);
        await server.Until(running => running.Counts.Inputs >= before.Inputs + 20);
        ServerCounts counts = await server.Stop();

        Assert.Equal((1, 0, 0), (counts.Joined, counts.Stale, counts.Forged));
    }

    [Fact]
    public async Task A_player_whose_states_are_all_late_asks_again_and_goes_on()
    {
        using var server = new InsideServer(IPAddress.Loopback);
        using var relay = new Relay(server.EndPoint);
        ulong key = 0;
        relay.Passes = datagram =>
        {
            key = Welcome.TryRead(datagram.Span, out Welcome welcome) ? welcome.Key : key;
            return true;
        };
        using var client = new InsideClient(relay.EndPoint, players: 1);
        await client.Until(traffic => traffic.Received >= 10);

        // As far ahead as is believed, by somebody who reads the traffic.
        relay.Forge(datagram => Write(new State(key, Sequence: SequenceWindow.MostAhead, Tick: 0, Time: 0, default, Players: 0, Count: 0), datagram));
        await client.Until(traffic => traffic.Late >= 100);
        await server.Until(running => running.Counts.Hellos >= 2);
        long late = 0;
        long received = 0;
        await client.Until(traffic =>
        {
            (late, received) = received == 0 ? (traffic.Late, traffic.Received) : (late, received);
            return traffic.Received - traffic.Late >= received - late + 60;
        });
    }

    [Fact]
    public async Task What_is_forged_from_the_servers_address_is_counted_and_changes_nothing()
    {
        const uint Far = 1 << 30;
        using var server = new InsideServer(IPAddress.Loopback);
        using var relay = new Relay(server.EndPoint);
        using var client = new InsideClient(relay.EndPoint, players: 1);
        await client.Until(traffic => traffic.Received >= 10);

        relay.Forge(datagram => Write(new State(Key: 1, Sequence: 1000, Tick: 0, Time: 0, default, Players: 0, Count: 0), datagram));
        relay.Forge(datagram => Write(new State(Key: 1, Far, Tick: 0, Time: 0, default, Players: 0, Count: 0), datagram));
        relay.Forge(datagram => new Bye(Key: 1).Write(datagram));
        relay.Forge(datagram => new Full(Session: 1).Write(datagram));
        relay.Forge(datagram => new Welcome(Session: 1, Id: 1, Rate: 60, Key: 1).Write(datagram));
        relay.Forge(datagram => new Challenge(Session: 1, Cookie: 1).Write(datagram));
        await client.Until(traffic => traffic.Forged == 6);
        await client.Until(traffic => traffic.Received >= 100);

        await client.Until(traffic => traffic is { Forged: 6, Late: 0, Lost: < 100 }); // The network may lose some; hardly as many.
        Assert.Equal("", client.Errors.ToString());
    }

    private static int Write(State state, byte[] datagram)
    {
        state.WriteHead(datagram);
        return state.Length;
    }
}
