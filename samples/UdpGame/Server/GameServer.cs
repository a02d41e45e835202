using System.Net;
using System.Net.Sockets;
using Mux;

namespace UdpGame;

/// <summary>A socket, a timer and players, on one loop.</summary>
internal sealed class GameServer : IReadyHandler, IDisposable
{
    // One more than the longest that a client sends, so that what is longer shows.
    private const int ReceiveLength = Wire.QuestionLength + 1;

    private readonly ServerOptions _options;
    private readonly EventLoop _loop;
    private readonly GameClock _clock;
    private readonly DatagramSocket _socket;
    private readonly Players _players;
    private readonly Reception _reception;
    private readonly Broadcast _broadcast;
    private readonly DatagramBatch _received = new(capacity: 256, ReceiveLength);
    private readonly byte[] _answer = new byte[Reception.LongestAnswer];
    private readonly SocketAddress _asker;
    private TickSchedule? _schedule;
    private LoopTimer? _timer;
    private ServerCounts _counts; // Of ticks only.

    /// <summary>Binds the socket. Clients are answered once <see cref="Start"/> was called.</summary>
    /// <exception cref="SocketException">The system refused the address: in use, not this machine's, or not allowed.</exception>
    public GameServer(ServerOptions options, EventLoop loop)
    {
        _options = options;
        _loop = loop;
        _clock = new GameClock(loop.TimeProvider);
        _socket = DatagramSocket.Bind(options.EndPoint, new DatagramSocketOptions { ReceiveBufferSize = 1 << 20, SendBufferSize = 1 << 20 }); // What comes together waits there.
        _players = new Players(options.MaxPlayers);
        _reception = new Reception(_players, options.EndPoint.AddressFamily, (ushort)options.Rate);
        _broadcast = new Broadcast(_socket, _players);
        _asker = new SocketAddress(options.EndPoint.AddressFamily);
    }

    /// <summary>Where it listens, with the port that the system picked.</summary>
    public EndPoint EndPoint => _socket.LocalEndPoint!;

    /// <summary>How many play. On the loop.</summary>
    public int PlayerCount => _players.Count;

    /// <summary>The latest tick. On the loop.</summary>
    public uint Tick => _schedule?.Tick ?? 0;

    /// <summary>What was done. On the loop.</summary>
    public ServerCounts Counts => _reception.Counts with { Ticks = _counts.Ticks, MissedTicks = _counts.MissedTicks, Sent = _broadcast.Sent, Unsent = _broadcast.Unsent };

    /// <summary>Begins to answer and to tick. On the loop.</summary>
    public void Start()
    {
        TimeSpan period = TimeSpan.FromSeconds(1) / _options.Rate;
        _schedule = new TickSchedule(_clock.Now, period);
        _timer = _loop.Schedule(period, period, static server => server.OnTick(), this);
        _socket.Register(_loop.Multiplexer, Interests.Readable, state: this);
    }

    /// <summary>Says bye to the players, and ends. On the loop.</summary>
    /// <returns>What was done.</returns>
    public ServerCounts Stop()
    {
        _broadcast.SayBye();
        Dispose();
        return Counts;
    }

    /// <summary>Takes one batch of what has come; more of it is reported again, after the timer had its turn.</summary>
    public void OnReady(ReadyEvent ready)
    {
        if (!_socket.TryReceive(_received).IsDone)
        {
            return; // Nothing, or news of a datagram that did not arrive somewhere.
        }

        TimeSpan now = _clock.Now;
        for (int index = 0; index < _received.Count; index++)
        {
            BatchedDatagram datagram = _received[index];
            int answer = _reception.Take(datagram.Bytes, datagram.AddressBytes, now, _answer);
            if (answer > 0)
            {
                datagram.CopyAddressTo(_asker);
                _socket.TrySend(_answer.AsSpan(0, answer), _asker); // If it does not go, the question comes again.
            }
        }
    }

    /// <summary>Ends without a word.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        _socket.Dispose();
    }

    private void OnTick()
    {
        TimeSpan now = _clock.Now;
        if (!_schedule!.TryAdvance(now, out uint missed))
        {
            return;
        }

        _counts.Ticks++;
        _counts.MissedTicks += missed;
        _reception.DropSilent(now - _options.Silence);
        _broadcast.Send(_schedule.Tick, now);
    }
}
