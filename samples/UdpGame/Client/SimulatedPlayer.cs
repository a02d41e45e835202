using System.Net.Sockets;
using Mux;

namespace UdpGame;

/// <summary>One player: a connected socket, and a timer that repeats questions, and inputs once it plays. The loop's thread only.</summary>
internal sealed class SimulatedPlayer : IReadyHandler, IDisposable
{
    /// <summary>How many questions in a row may stay without success.</summary>
    public const int MaxTries = 12;

    /// <summary>How long a player waits before it asks again.</summary>
    public static readonly TimeSpan RetryPeriod = TimeSpan.FromMilliseconds(250);

    private const int JoinsPerCookie = 4; // Then it may be too old.
    private static readonly TimeSpan InputPeriod = TimeSpan.FromSeconds(1) / 20;
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(3); // After that it asks again: the server may be another one.

    private readonly GameClient _client;
    private readonly DatagramSocket _socket;
    private readonly LoopTimer _timer;
    private readonly BadNetwork _network;
    private readonly Motion _start;
    private readonly ulong _session = Secret.New();
    private StateAccount _account;
    private UInt128 _cookie;
    private ulong _key;
    private uint _inputs;
    private int _tries;
    private TimeSpan _heardAt;

    /// <summary>Opens the socket, and connects it to the server.</summary>
    /// <param name="client">Whose player it is.</param>
    /// <param name="seed">Decides where it is, where it goes, and what is dropped and delayed.</param>
    /// <exception cref="SocketException">Descriptors have run out, or there is no way to the address.</exception>
    public SimulatedPlayer(GameClient client, int seed)
    {
        _client = client;
        var random = new Random(seed);
        _start = new Motion((ushort)random.Next(), (ushort)random.Next(), (short)random.Next(-5000, 5000), (short)random.Next(-5000, 5000));
        _network = client.NetworkOf(random);
        _timer = client.Loop.Schedule(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan, static player => player.Pulse(), this);
        _socket = DatagramSocket.Open(client.Server.AddressFamily);
        try
        {
            _socket.TryConnect(client.Server).GetCountOrThrow();
            _socket.Register(client.Loop.Multiplexer, Interests.Readable, state: this);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>How far it has come.</summary>
    public Stage Stage { get; private set; }

    /// <summary>How many states are missing and may still come.</summary>
    public int Missing => _account.Missing;

    /// <summary>Begins to say hello.</summary>
    /// <param name="after">A delay: not all at once.</param>
    public void Start(TimeSpan after) => _timer.Change(after, RetryPeriod);

    /// <summary>Leaves.</summary>
    public void Leave()
    {
        if (Stage == Stage.Playing)
        {
            Send(new Bye(_key).Write(_client.Buffer));
        }

        Dispose();
    }

    /// <summary>Takes one datagram; a further one is reported again.</summary>
    public void OnReady(ReadyEvent ready)
    {
        SocketResult received = _socket.TryReceive(_client.Buffer);
        NoteRefusal(received);
        if (!received.IsDone)
        {
            return;
        }

        ReadOnlySpan<byte> datagram = _client.Buffer.AsSpan(0, received.Count);
        if (_network.Passes(datagram, _client.Second))
        {
            Take(datagram);
        }

        while (_network.TryBring(out datagram))
        {
            Take(datagram);
        }
    }

    /// <summary>Ends without a word.</summary>
    public void Dispose()
    {
        Stage = Stage.Over;
        _timer.Dispose();
        _socket.Dispose();
    }

    private void Take(ReadOnlySpan<byte> datagram)
    {
        if (!TryTake(datagram))
        {
            _client.Second.Malformed++;
        }
    }

    // False for what is no datagram of a server's.
    private bool TryTake(ReadOnlySpan<byte> datagram)
    {
        switch (Wire.KindOf(datagram))
        {
            case MessageKind.State when State.TryRead(datagram, out State state):
                if (Stage == Stage.Playing && IsMine(state.Key, _key))
                {
                    TakeState(state);
                }

                return true; // From before it came to know that it plays, perhaps.
            case MessageKind.Challenge when Challenge.TryRead(datagram, out Challenge challenge):
                if (IsMine(challenge.Session, _session) && Stage == Stage.Hello)
                {
                    (Stage, _cookie) = (Stage.Join, challenge.Cookie);
                    Send(new Join(_session, _cookie).Write(_client.Buffer));
                }

                return true;
            case MessageKind.Welcome when Welcome.TryRead(datagram, out Welcome welcome):
                if (IsMine(welcome.Session, _session) && Stage == Stage.Join)
                {
                    Play(welcome);
                }

                return true;
            case MessageKind.Full when Full.TryRead(datagram, out Full full):
                if (IsMine(full.Session, _session) && Stage == Stage.Join)
                {
                    GiveUp("the server is full");
                }

                return true;
            case MessageKind.Bye when Bye.TryRead(datagram, out Bye bye):
                if (Stage == Stage.Playing && IsMine(bye.Key, _key))
                {
                    Dispose();
                    _client.OnOver(reason: null);
                }

                return true;
            default:
                return false;
        }
    }

    private bool IsMine(ulong secret, ulong own)
    {
        _client.Second.Forged += secret == own ? 0 : 1;
        return secret == own;
    }

    private void TakeState(State state)
    {
        TimeSpan now = _client.Clock.Now;
        if (_account.Take(state, now, _client.Second) == Arrival.Newest)
        {
            _heardAt = now; // Nothing else is progress: whoever only repeats himself is as good as silent, and so is one whose states are all too late or too far ahead.
        }
    }

    private void Play(Welcome welcome)
    {
        Stage = Stage.Playing;
        if (welcome.Key != _key)
        {
            (_key, _inputs) = (welcome.Key, 0); // Else the server still has this player, and takes no input that is older than what it knows.
        }

        _client.Second.Lost += _account.Missing;
        (_account, _tries, _heardAt) = (default, 0, _client.Clock.Now); // Whatever made it ask again, the next state is where it goes on.
        _timer.Change(InputPeriod, InputPeriod);
        _client.OnPlaying();
    }

    private void Pulse()
    {
        switch (Stage)
        {
            case Stage.Playing when _client.Clock.Now - _heardAt <= SilenceLimit:
                Send(new Input(_key, ++_inputs, Wire.Microseconds(_client.Clock.Now), _start.After(_client.Clock.Now)).Write(_client.Buffer));
                break;
            case Stage.Playing: // The server is gone, or has forgotten this player.
                Stage = Stage.Hello;
                _timer.Change(TimeSpan.Zero, RetryPeriod);
                break;
            default:
                Ask();
                break;
        }
    }

    private void Ask()
    {
        if (_tries++ == MaxTries)
        {
            GiveUp(_client.WhyNoAnswer);
            return;
        }

        if (_tries % JoinsPerCookie == 0)
        {
            Stage = Stage.Hello;
        }

        Send(Stage == Stage.Hello ? new Hello(_session).Write(_client.Buffer) : new Join(_session, _cookie).Write(_client.Buffer));
    }

    private void GiveUp(string reason)
    {
        Dispose();
        _client.OnOver(reason);
    }

    // What cannot be sent is lost, as others on the way are; but it may be this that says that nobody listens.
    private void Send(int length) => NoteRefusal(_socket.TrySend(_client.Buffer.AsSpan(0, length)));

    // A refusal overtakes what waits to be received: while it plays, that may be the bye of a server that has ended. Silence tells, if it is not.
    private void NoteRefusal(SocketResult result)
    {
        if (result.Error == SocketError.ConnectionRefused && Stage != Stage.Playing)
        {
            _client.OnRefused();
        }
    }
}
