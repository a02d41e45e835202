using System.Net.Sockets;
using CsCheck;

namespace UdpGame.Tests;

public sealed class ReceptionTests
{
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(100);
    private readonly Players _players = new(most: 2);
    private readonly Reception _reception;

    public ReceptionTests() => _reception = new Reception(_players, AddressFamily.InterNetwork, rate: 60);

    [Fact]
    public void A_hello_is_forgotten_and_a_join_is_welcome()
    {
        Asker asker = new(_reception, port: 1);

        UInt128 cookie = asker.Hello(Now);
        Assert.Equal(0, _players.Count);
        Assert.Equal(MessageKind.Welcome, asker.Join(cookie, Now, out Welcome welcome));

        Assert.Equal(60, welcome.Rate);
        Assert.Equal(1, _players.Count);
        Assert.Equal(welcome.Id, _players[0].Id);
    }

    [Fact]
    public void A_join_that_comes_again_is_answered_as_before()
    {
        Asker asker = new(_reception, port: 1);
        UInt128 cookie = asker.Hello(Now);

        asker.Join(cookie, Now, out Welcome first);
        asker.Join(cookie, Now, out Welcome second);

        Assert.Equal(first, second);
        Assert.Equal((1, 1), (_players.Count, _reception.Counts.Joined));
    }

    [Fact]
    public void A_join_that_comes_late_leaves_the_player_as_it_is()
    {
        Asker asker = new(_reception, port: 1);
        UInt128 cookie = asker.Hello(Now);
        asker.Join(cookie, Now, out Welcome welcome);
        asker.Move(welcome.Key, 5, Now);

        asker.Join(cookie, Now + TimeSpan.FromSeconds(4), out Welcome again);

        Assert.Equal(welcome, again);
        Assert.Equal(5u, _players[0].EchoAt(Now).Sequence);
    }

    [Fact]
    public void Whoever_joins_again_is_not_dropped_before_its_next_input()
    {
        Asker asker = new(_reception, port: 1);
        Welcome welcome = asker.Join(Now);

        asker.Join(Now + TimeSpan.FromSeconds(4));
        _reception.DropSilent(since: Now + TimeSpan.FromSeconds(1));

        Assert.Equal((1, 0), (_players.Count, _reception.Counts.Silent));
        Assert.Equal(welcome.Key, _players[0].Key);
    }

    [Fact]
    public void A_client_that_was_started_again_takes_the_place_of_the_old_one_once_that_is_silent()
    {
        Asker before = new(_reception, port: 1, session: 1);
        Asker after = new(_reception, port: 1, session: 2);
        Welcome old = before.Join(Now);
        before.Move(old.Key, 100, Now);
        UInt128 cookie = after.Hello(Now);

        Assert.Equal(MessageKind.None, after.Join(cookie, Now + Reception.TakeOverAfter - TimeSpan.FromTicks(1), out _));
        Assert.Equal(MessageKind.Welcome, after.Join(cookie, Now + Reception.TakeOverAfter, out Welcome welcome));
        after.Move(welcome.Key, 1, Now + Reception.TakeOverAfter);

        Assert.NotEqual(old.Key, welcome.Key);
        Assert.Equal((1, 2, 1, 0), (_players.Count, _reception.Counts.Joined, _reception.Counts.Silent, _reception.Counts.Stale));
        Assert.Equal(MessageKind.None, before.Join(cookie, Now + Reception.TakeOverAfter, out _)); // One that was on its way all the time.
        Assert.Equal(welcome.Key, _players[0].Key);
    }

    [Fact]
    public void A_join_with_the_cookie_of_somebody_else_or_of_long_ago_is_not_answered()
    {
        UInt128 cookie = new Asker(_reception, port: 1).Hello(Now);

        Assert.Equal(MessageKind.None, new Asker(_reception, port: 2).Join(cookie, Now, out _));
        Assert.Equal(MessageKind.None, new Asker(_reception, port: 1).Join(cookie, Now + (2 * Cookies.Window), out _));

        Assert.Equal((0, 2), (_players.Count, _reception.Counts.Forged));
    }

    [Fact]
    public void A_full_server_says_so_until_somebody_has_left()
    {
        Asker third = new(_reception, port: 3);
        Welcome first = new Asker(_reception, port: 1).Join(Now);
        new Asker(_reception, port: 2).Join(Now);

        Assert.Equal(MessageKind.Full, third.Join(third.Hello(Now), Now, out _));
        new Asker(_reception, port: 1).Leave(first.Key, Now);
        Welcome welcome = third.Join(Now);

        Assert.Equal(first.Id, welcome.Id);
        Assert.NotEqual(first.Key, welcome.Key);
        Assert.Equal((1, 1), (_reception.Counts.Refused, _reception.Counts.Left));
    }

    [Fact]
    public void When_it_is_full_a_host_with_many_players_gives_way_to_one_with_few()
    {
        Welcome first = new Asker(_reception, port: 1).Join(Now);
        Welcome second = new Asker(_reception, port: 2).Join(Now);
        new Asker(_reception, port: 2).Move(second.Key, 1, Now + TimeSpan.FromMilliseconds(1));
        Asker sameHost = new(_reception, port: 3);
        Asker otherHost = new(_reception, port: 1, host: 2);
        Asker secondOfOther = new(_reception, port: 2, host: 2);

        Assert.Equal(MessageKind.Full, sameHost.Join(sameHost.Hello(Now), Now, out _));
        Welcome third = otherHost.Join(Now); // In the place of the one that was silent for longer.
        Assert.Equal(MessageKind.Full, secondOfOther.Join(secondOfOther.Hello(Now), Now, out _)); // Now they have one each.
        Assert.Equal(MessageKind.Full, sameHost.Join(sameHost.Hello(Now), Now, out _));

        Assert.Equal([second.Id, third.Id], [_players[0].Id, _players[1].Id]);
        Assert.Equal(first.Id, third.Id);
        Assert.Equal((1, 3), (_reception.Counts.Displaced, _reception.Counts.Refused));
    }

    [Fact]
    public void A_join_that_comes_again_after_the_bye_makes_no_player()
    {
        Asker asker = new(_reception, port: 1);
        UInt128 cookie = asker.Hello(Now);
        asker.Join(cookie, Now, out Welcome welcome);
        asker.Leave(welcome.Key, Now);

        Assert.Equal(default, asker.Join(cookie, Now + TimeSpan.FromSeconds(4), out _)); // No answer.
        Assert.Equal(0, _players.Count);
        new Asker(_reception, port: 1, session: 2).Join(Now + TimeSpan.FromSeconds(4)); // A new game of the same client.
    }

    [Fact]
    public void Ended_sessions_are_remembered_as_long_as_their_cookies_are_good_and_not_without_bound()
    {
        var ended = new EndedSessions(most: 2);
        ended.Add(Asker.Peer(1), 1, Now);
        ended.Add(Asker.Peer(2), 1, Now + TimeSpan.FromSeconds(1));
        Assert.True(ended.Contains(Asker.Peer(1), 1, Now + (2 * Cookies.Window)));
        Assert.False(ended.Contains(Asker.Peer(1), 2, Now));
        Assert.False(ended.Contains(Asker.Peer(3), 1, Now));

        ended.Add(Asker.Peer(3), 1, Now + TimeSpan.FromSeconds(2));

        Assert.False(ended.Contains(Asker.Peer(1), 1, Now + TimeSpan.FromSeconds(2)));
        Assert.True(ended.Contains(Asker.Peer(2), 1, Now + TimeSpan.FromSeconds(2)));
        Assert.False(ended.Contains(Asker.Peer(3), 1, Now + TimeSpan.FromSeconds(13)));
    }

    [Fact]
    public void Inputs_and_byes_need_the_key_and_the_address()
    {
        Asker asker = new(_reception, port: 1);
        ulong key = asker.Join(Now).Key;

        asker.Move(key + 1, 1, Now);
        asker.Leave(key + 1, Now);
        Asker stranger = new(_reception, port: 2);
        stranger.Move(key, 1, Now);
        stranger.Leave(key, Now);

        Assert.Equal((2, 2, 0, 1), (_reception.Counts.Forged, _reception.Counts.Unknown, _reception.Counts.Inputs, _players.Count));
    }

    [Fact]
    public void The_newest_input_counts_and_older_ones_do_not()
    {
        Asker asker = new(_reception, port: 1);
        ulong key = asker.Join(Now).Key;

        asker.Move(key, 2, Now);
        asker.Move(key, 1, Now);
        asker.Move(key, 2, Now);
        asker.Move(key, 3, Now);

        Assert.Equal((2, 2), (_reception.Counts.Inputs, _reception.Counts.Stale));
        Assert.Equal(3u, _players[0].EchoAt(Now).Sequence);
        Assert.Equal(new Motion(1 + 3, 2 + 4, 3, 4), _players[0].MotionAt(Now + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void More_inputs_than_are_allowed_are_ignored()
    {
        Asker asker = new(_reception, port: 1);
        ulong key = asker.Join(Now).Key;

        for (uint sequence = 1; sequence <= 100; sequence++)
        {
            asker.Move(key, sequence, Now);
        }

        Assert.Equal((InputAllowance.Burst, 100 - InputAllowance.Burst), (_reception.Counts.Inputs, _reception.Counts.TooFast));
    }

    [Fact]
    public void Whoever_is_silent_is_dropped_and_nobody_else()
    {
        Asker asker = new(_reception, port: 1);
        new Asker(_reception, port: 2).Join(Now);
        Welcome welcome = asker.Join(Now);
        asker.Move(welcome.Key, 1, Now + TimeSpan.FromSeconds(1));

        _reception.DropSilent(since: Now + TimeSpan.FromTicks(1));

        Assert.Equal((1, 1), (_players.Count, _reception.Counts.Silent));
        Assert.Equal(welcome.Id, _players[0].Id);
        Assert.True(_players.TryFind(Asker.Peer(1), out _));
    }

    [Fact]
    public void Datagrams_of_any_kind_throw_nothing_and_no_answer_is_longer_than_its_question()
    {
        byte[] answer = new byte[Reception.LongestAnswer];
        byte[] known = Asker.AddressOf(1);
        new Asker(_reception, port: 1).Join(Now);

        AnyDatagram.Sample(
            datagram => Assert.InRange(_reception.Take(datagram, known, Now, answer), 0, datagram.Length),
            iter: 200_000,
            threads: 1);

        Assert.InRange(_reception.Counts.Malformed, 1, long.MaxValue);
        Assert.Equal(1, _players.Count); // No key was guessed.
    }

    // Bytes at random, or what begins as it should: of every kind, whole, cut or with something behind.
    private static readonly Gen<byte[]> AnyDatagram = Gen.OneOf(
        Gen.Byte.Array[0, 64],
        from kind in Gen.Byte[0, 10]
        from rest in Gen.OneOf(Gen.Byte.Array[0, 64], Gen.Byte.Array[28], Gen.Byte.Array[24], Gen.Byte.Array[8])
        select Begun(kind, rest));

    private static byte[] Begun(byte kind, byte[] rest)
    {
        byte[] datagram = [0, 0, 0, 0, .. rest];
        Wire.WriteHead(datagram, (MessageKind)kind);
        return datagram;
    }
}
