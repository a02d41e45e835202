using System.Net;
using System.Net.Sockets;
using Mux.Samples;

namespace UdpGame.Tests;

/// <summary>A player that speaks the protocol over a socket of the class library, whose every receive ends within the bound.</summary>
internal sealed class BarePlayer : IDisposable
{
    private readonly Socket _socket;
    private readonly ulong _session = Secret.New();
    private readonly byte[] _buffer = new byte[Wire.MaxLength];

    public BarePlayer(IPEndPoint server)
    {
        _socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = (int)SampleProcess.Bound.TotalMilliseconds };
        _socket.Connect(server);
    }

    /// <summary>Joins.</summary>
    public Welcome Join()
    {
        Send(buffer => new Hello(_session).Write(buffer));
        Assert.True(Challenge.TryRead(Receive(MessageKind.Challenge), out Challenge challenge));
        Send(buffer => new Join(_session, challenge.Cookie).Write(buffer));
        Assert.True(Welcome.TryRead(Receive(MessageKind.Welcome), out Welcome welcome));
        return welcome;
    }

    /// <summary>Sends a datagram.</summary>
    public void Send(Func<byte[], int> write)
    {
        byte[] buffer = new byte[Wire.MaxLength];
        _socket.Send(buffer.AsSpan(0, write(buffer)));
    }

    /// <summary>The next datagram of a kind; others are passed over.</summary>
    public ReadOnlySpan<byte> Receive(MessageKind kind)
    {
        while (true)
        {
            ReadOnlySpan<byte> datagram = _buffer.AsSpan(0, _socket.Receive(_buffer));
            if (Wire.KindOf(datagram) == kind)
            {
                return datagram;
            }
        }
    }

    /// <summary>The next state, and its players.</summary>
    public (State State, Dictionary<ushort, Motion> Players) ReceiveState()
    {
        ReadOnlySpan<byte> datagram = Receive(MessageKind.State);
        Assert.True(State.TryRead(datagram, out State state));
        var players = new Dictionary<ushort, Motion>();
        for (int index = 0; index < state.Count; index++)
        {
            (ushort id, Motion motion) = State.ReadPlayer(datagram, index);
            players.Add(id, motion);
        }

        return (state, players);
    }

    public void Dispose() => _socket.Dispose();
}
