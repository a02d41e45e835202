using System.Net;

namespace UdpGame.Tests;

public sealed class LoopbackTests
{
    public static TheoryData<string> Addresses => ["127.0.0.1", "::1"];

    [Theory]
    [MemberData(nameof(Addresses))]
    public void What_one_player_does_another_one_hears_of(string address)
    {
        using var server = new InsideServer(IPAddress.Parse(address));
        using var mover = new BarePlayer(server.EndPoint);
        using var watcher = new BarePlayer(server.EndPoint);
        Welcome moving = mover.Join();
        Welcome watching = watcher.Join();

        var motion = new Motion(100, 200, SpeedX: 0, SpeedY: 0);
        mover.Send(buffer => new Input(moving.Key, 7, Time: 8, motion).Write(buffer));
        State echoed;
        do
        {
            (echoed, _) = mover.ReceiveState();
        }
        while (echoed.Echo.Sequence == 0);
        (State state, Dictionary<ushort, Motion> players) = watcher.ReceiveState();
        while (!players.ContainsKey(moving.Id) || players[moving.Id] != motion)
        {
            (state, players) = watcher.ReceiveState();
        }

        Assert.Equal((7u, 8u), (echoed.Echo.Sequence, echoed.Echo.Time));
        Assert.Equal(0u, state.Echo.Sequence);
        Assert.Equal(2, state.Players);
        Assert.Equal([moving.Id, watching.Id], players.Keys.Order());
    }

    [Fact]
    public async Task More_players_than_one_datagram_has_room_for_are_all_heard_of_in_turn()
    {
        const int Crowd = State.MaxPlayers + 20;
        using var server = new InsideServer(IPAddress.Loopback);
        using var client = new InsideClient(server.EndPoint, Crowd);
        await server.Until(running => running.PlayerCount == Crowd);
        using var watcher = new BarePlayer(server.EndPoint);
        watcher.Join();

        var heardOf = new HashSet<ushort>();
        while (heardOf.Count <= Crowd)
        {
            (State state, Dictionary<ushort, Motion> players) = watcher.ReceiveState();
            Assert.Equal(Crowd + 1, state.Players);
            Assert.Equal(State.MaxPlayers, players.Count);
            heardOf.UnionWith(players.Keys);
        }

        Assert.Equal(Enumerable.Range(1, Crowd + 1).Select(id => (ushort)id), heardOf.Order());
    }

    [Fact]
    public async Task Garbage_is_counted_and_not_answered_and_the_next_hello_is()
    {
        using var server = new InsideServer(IPAddress.Loopback);
        using var player = new BarePlayer(server.EndPoint);
        var random = new Random(1);

        for (int number = 0; number < 100; number++)
        {
            player.Send(buffer =>
            {
                random.NextBytes(buffer);
                return number;
            });
        }

        await server.Until(running => running.Counts.Malformed == 100);
        player.Send(buffer => new Hello(1).Write(buffer));

        Assert.Equal(Challenge.Length, player.Receive(MessageKind.Challenge).Length);
    }

    [Fact]
    public async Task Whoever_says_nothing_is_dropped()
    {
        using var server = new InsideServer(IPAddress.Loopback, silence: TimeSpan.FromMilliseconds(50));
        using var player = new BarePlayer(server.EndPoint);

        player.Join();

        await server.Until(running => running.Counts.Silent == 1);
        await server.Until(running => running.PlayerCount == 0);
    }

    [Fact]
    public async Task A_server_that_ends_says_bye_to_everybody()
    {
        using var server = new InsideServer(IPAddress.Loopback);
        using var client = new InsideClient(server.EndPoint, players: 5);
        using var player = new BarePlayer(server.EndPoint);
        Welcome welcome = player.Join();
        await server.Until(running => running.PlayerCount == 6 && running.Counts.Inputs >= 50); // Everybody knows of it by then.

        await server.Stop();

        Assert.True(Bye.TryRead(player.Receive(MessageKind.Bye), out Bye bye));
        Assert.Equal(welcome.Key, bye.Key);
        await client.Over;
        Assert.Equal("", client.Errors.ToString());
    }

    [Fact]
    public async Task Players_that_leave_are_known_to_have_left()
    {
        using var server = new InsideServer(IPAddress.Loopback);
        using var client = new InsideClient(server.EndPoint, players: 5);
        await server.Until(running => running.PlayerCount == 5);
        await server.Until(running => running.Counts.Inputs >= 5);

        await client.Stop();

        await server.Until(running => running.PlayerCount == 0);
        Assert.Equal(5, (await server.Stop()).Left);
    }

    [Fact]
    public async Task Players_join_another_server_that_takes_the_place_of_one_that_died()
    {
        var first = new InsideServer(IPAddress.Loopback);
        using var client = new InsideClient(first.EndPoint, players: 2);
        await first.Until(running => running.PlayerCount == 2);
        first.Dispose(); // Without a word.

        using var second = new InsideServer(IPAddress.Loopback, first.EndPoint.Port);

        await second.Until(running => running.PlayerCount == 2);
        await second.Until(running => running.Counts.Inputs > 2);
    }
}
