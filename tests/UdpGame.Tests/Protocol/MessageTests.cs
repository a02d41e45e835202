using CsCheck;

namespace UdpGame.Tests;

public sealed class MessageTests
{
    private static readonly Gen<Motion> AnyMotion = Gen.Select(Gen.UShort, Gen.UShort, Gen.Short, Gen.Short, (x, y, speedX, speedY) => new Motion(x, y, speedX, speedY));
    private static readonly Gen<UInt128> AnyCookie = Gen.Select(Gen.ULong, Gen.ULong, (high, low) => new UInt128(high, low));

    [Fact]
    public void What_is_said_before_a_player_plays_brings_the_session_and_the_cookie() => Gen.Select(Gen.ULong, AnyCookie).Sample((session, cookie) =>
    {
        byte[] bytes = new byte[Wire.MaxLength];

        Assert.True(Hello.TryRead(bytes.AsSpan(0, new Hello(session).Write(bytes)), out Hello hello));
        Assert.Equal(session, hello.Session);
        Assert.True(Challenge.TryRead(bytes.AsSpan(0, new Challenge(session, cookie).Write(bytes)), out Challenge challenge));
        Assert.Equal((session, cookie), (challenge.Session, challenge.Cookie));
        Assert.True(Join.TryRead(bytes.AsSpan(0, new Join(session, cookie).Write(bytes)), out Join join));
        Assert.Equal((session, cookie), (join.Session, join.Cookie));
        Assert.True(Full.TryRead(bytes.AsSpan(0, new Full(session).Write(bytes)), out Full full));
        Assert.Equal(session, full.Session);
    });

    [Fact]
    public void A_welcome_comes_back_as_it_was() => Gen.Select(Gen.ULong, Gen.UShort, Gen.UShort, Gen.ULong, (session, id, rate, key) => new Welcome(session, id, rate, key)).Sample(welcome =>
    {
        byte[] bytes = new byte[Wire.MaxLength];

        Assert.True(Welcome.TryRead(bytes.AsSpan(0, welcome.Write(bytes)), out Welcome read));
        Assert.Equal(welcome, read);
    });

    [Fact]
    public void An_input_and_a_bye_come_back_as_they_were() =>
        Gen.Select(Gen.ULong, Gen.UInt, Gen.UInt, AnyMotion, (key, sequence, time, motion) => new Input(key, sequence, time, motion)).Sample(input =>
        {
            byte[] bytes = new byte[Wire.MaxLength];

            Assert.True(Input.TryRead(bytes.AsSpan(0, input.Write(bytes)), out Input read));
            Assert.Equal(input, read);
            Assert.True(Bye.TryRead(bytes.AsSpan(0, new Bye(input.Key).Write(bytes)), out Bye bye));
            Assert.Equal(input.Key, bye.Key);
        });

    [Fact]
    public void A_state_comes_back_with_its_players() => Gen.Select(Gen.UInt, Gen.UInt, Gen.UShort, Gen.Select(Gen.UShort, AnyMotion).Array[0, State.MaxPlayers]).Sample((sequence, tick, all, players) =>
    {
        byte[] bytes = new byte[Wire.MaxLength];
        var state = new State(Key: ~(ulong)sequence, sequence, tick, Time: 1, new InputEcho(2, 3, 4), all, (ushort)players.Length);

        state.WriteHead(bytes);
        for (int index = 0; index < players.Length; index++)
        {
            State.WritePlayer(bytes, index, players[index].Item1, players[index].Item2);
        }

        Assert.True(State.TryRead(bytes.AsSpan(0, state.Length), out State read));
        Assert.Equal(state, read);
        Assert.All(players, (player, index) => Assert.Equal(player, State.ReadPlayer(bytes, index)));
    });

    [Fact]
    public void A_full_state_fills_one_datagram_and_no_more() => Assert.InRange(new State(0, 0, 0, 0, default, 0, State.MaxPlayers).Length, Wire.MaxLength - 10, Wire.MaxLength);

    [Fact]
    public void A_byte_too_few_or_too_many_or_another_version_is_no_message()
    {
        byte[] bytes = new byte[Wire.MaxLength];
        int length = new Input(1, 2, 3, default).Write(bytes);

        Assert.True(Input.TryRead(bytes.AsSpan(0, length), out _));
        Assert.False(Input.TryRead(bytes.AsSpan(0, length - 1), out _));
        Assert.False(Input.TryRead(bytes.AsSpan(0, length + 1), out _));
        bytes[2]++;
        Assert.False(Input.TryRead(bytes.AsSpan(0, length), out _));
        Assert.Equal(MessageKind.None, Wire.KindOf(bytes));
    }

    [Fact]
    public void A_state_that_promises_more_players_than_it_has_is_no_message() => Gen.UShort.Sample(count =>
    {
        byte[] bytes = new byte[Wire.MaxLength];
        new State(0, 1, 2, 3, default, 4, count).WriteHead(bytes);

        Assert.Equal(count == 5, State.TryRead(bytes.AsSpan(0, State.HeadLength + 50), out _));
    });

    [Fact]
    public void Whoever_leaves_the_world_on_one_side_comes_in_on_the_other()
    {
        var motion = new Motion(X: 65_535, Y: 1, SpeedX: 10, SpeedY: -4);

        Assert.Equal(motion with { X = 4, Y = 65_535 }, motion.After(TimeSpan.FromMilliseconds(500)));
    }
}
