using System.Net;
using System.Net.Sockets;
using Mux;

namespace UdpGame;

/// <summary>Simulated players of one server, all on one loop. The loop's thread only, unless a member says otherwise.</summary>
internal sealed class GameClient
{
    private readonly ClientOptions _options;
    private readonly TextWriter _errors;
    private readonly List<SimulatedPlayer> _players = [];
    private readonly Traffic _total = new();
    private readonly Action _over;
    private readonly HashSet<string> _reasons = [];
    private int _left; // How many are not over.
    private int _gaveUp;
    private bool _hasPlayed;
    private bool _wasRefused;
    private int _seconds;

    /// <summary>Makes a client. From any thread.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="server">The server's address.</param>
    /// <param name="loop">The loop.</param>
    /// <param name="over">Called on the loop when no player is left: the server has ended, or they gave up.</param>
    /// <param name="errors">Where trouble is reported.</param>
    public GameClient(ClientOptions options, IPEndPoint server, EventLoop loop, Action over, TextWriter errors)
    {
        _over = over;
        _options = options;
        _errors = errors;
        Server = server;
        Loop = loop;
        Clock = new GameClock(loop.TimeProvider);
    }

    /// <summary>The server's address. Any thread.</summary>
    public IPEndPoint Server { get; }

    /// <summary>The loop. Any thread.</summary>
    public EventLoop Loop { get; }

    /// <summary>The time. Any thread.</summary>
    public GameClock Clock { get; }

    /// <summary>Whether anybody has played, and not all had to give up.</summary>
    public bool HasSucceeded => _hasPlayed && _gaveUp < _options.Players;

    /// <summary>What the players receive into and send from: one at a time.</summary>
    public byte[] Buffer { get; } = new byte[Wire.MaxLength + 1]; // What is longer than it may be shows.

    /// <summary>What happens to what one player receives.</summary>
    /// <param name="random">The player's.</param>
    public BadNetwork NetworkOf(Random random) => new(_options.DropPercent, _options.DelayPercent, random);

    /// <summary>What came since the last report.</summary>
    public Traffic Second { get; private set; } = new();

    /// <summary>Why questions stay without an answer.</summary>
    public string WhyNoAnswer => _wasRefused ? $"nobody listens at {Server}" : $"no answer from {Server}";

    /// <summary>Has the players join.</summary>
    /// <exception cref="SocketException">Descriptors have run out, or there is no way to the address.</exception>
    public void Start()
    {
        for (int number = 0; number < _options.Players; number++)
        {
            _players.Add(new SimulatedPlayer(this, _options.Seed + number));
        }

        _left = _players.Count;
        for (int number = 0; number < _players.Count; number++)
        {
            _players[number].Start(SimulatedPlayer.RetryPeriod * number / _players.Count);
        }
    }

    /// <summary>Has the players leave, and counts what is still missing as lost.</summary>
    /// <returns>One line for people: all that came.</returns>
    public string Stop()
    {
        foreach (SimulatedPlayer player in _players)
        {
            Second.Lost += player.Missing;
            player.Leave();
        }

        _total.Add(Second);
        return $"{_total}";
    }

    /// <summary>What came since the last report.</summary>
    /// <returns>One line for people.</returns>
    public string Report()
    {
        Traffic second = Second;
        _total.Add(second);
        Second = new Traffic();
        return $"{++_seconds} s: {_players.Count(player => player.Stage == Stage.Playing)} of {_players.Count} players, {second}";
    }

    /// <summary>A player plays.</summary>
    public void OnPlaying()
    {
        _hasPlayed = true;
        _wasRefused = false;
    }

    /// <summary>The server's host says that nobody listens there.</summary>
    public void OnRefused()
    {
        if (!_wasRefused)
        {
            _wasRefused = true;
            _errors.WriteLine($"nobody listens at {Server}, trying again");
        }
    }

    /// <summary>A player is over.</summary>
    /// <param name="reason">Why it had to give up; null when the server has said bye.</param>
    public void OnOver(string? reason)
    {
        if (reason is not null)
        {
            _gaveUp++;
            if (_reasons.Add(reason))
            {
                _errors.WriteLine($"cannot join: {reason}"); // Once for a thousand players.
            }
        }

        if (--_left == 0)
        {
            _over();
        }
    }
}
