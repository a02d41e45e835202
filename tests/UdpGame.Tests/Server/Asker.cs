using System.Net;

namespace UdpGame.Tests;

/// <summary>A client of a reception, without a socket.</summary>
internal sealed class Asker(Reception reception, int port, ulong session = 1, byte host = 1)
{
    private readonly byte[] _from = AddressOf(port, host);
    private readonly byte[] _datagram = new byte[Wire.MaxLength];
    private readonly byte[] _answer = new byte[Reception.LongestAnswer];

    /// <summary>The address of a client, as the system writes it.</summary>
    public static byte[] AddressOf(int port, byte host = 1)
    {
        SocketAddress address = new IPEndPoint(new IPAddress([127, 0, 0, host]), port).Serialize();
        return address.Buffer.Span[..address.Size].ToArray();
    }

    /// <summary>What a server calls a client.</summary>
    public static PeerId Peer(int port) => new(AddressOf(port));

    /// <summary>Says hello.</summary>
    public UInt128 Hello(TimeSpan now)
    {
        Assert.True(Challenge.TryRead(Ask(new UdpGame.Hello(session).Write(_datagram), now), out Challenge challenge));
        Assert.Equal(session, challenge.Session);
        return challenge.Cookie;
    }

    /// <summary>Brings a cookie back.</summary>
    public MessageKind Join(UInt128 cookie, TimeSpan now, out Welcome welcome)
    {
        ReadOnlySpan<byte> answer = Ask(new UdpGame.Join(session, cookie).Write(_datagram), now);
        Welcome.TryRead(answer, out welcome);
        return Wire.KindOf(answer);
    }

    /// <summary>Joins.</summary>
    public Welcome Join(TimeSpan now)
    {
        Assert.Equal(MessageKind.Welcome, Join(Hello(now), now, out Welcome welcome));
        return welcome;
    }

    /// <summary>Sends an input, to which there is no answer.</summary>
    public void Move(ulong key, uint sequence, TimeSpan now) => Assert.Equal(0, Ask(new Input(key, sequence, Time: 0, new Motion(1, 2, 3, 4)).Write(_datagram), now).Length);

    /// <summary>Leaves, to which there is no answer.</summary>
    public void Leave(ulong key, TimeSpan now) => Assert.Equal(0, Ask(new Bye(key).Write(_datagram), now).Length);

    private ReadOnlySpan<byte> Ask(int length, TimeSpan now) => _answer.AsSpan(0, reception.Take(_datagram.AsSpan(0, length), _from, now, _answer));
}
