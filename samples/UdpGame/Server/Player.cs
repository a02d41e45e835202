using System.Net;
using Mux;

namespace UdpGame;

/// <summary>A player as the server knows it.</summary>
/// <param name="peer">Whose datagrams are this player's.</param>
/// <param name="address">Where states go.</param>
/// <param name="host">Whose that is.</param>
/// <param name="id">Its number.</param>
/// <param name="session">What its client calls itself.</param>
/// <param name="key">What its datagrams prove themselves by.</param>
/// <param name="joined">When it joined.</param>
internal sealed class Player(PeerId peer, SocketAddress address, PeerKey host, ushort id, ulong session, ulong key, TimeSpan joined)
{
    private InputAllowance _allowance;
    private TimeSpan _inputAt = joined; // When the latest input came.
    private uint _sequence;
    private uint _clientTime;
    private Motion _motion;

    /// <summary>Whose datagrams are this player's.</summary>
    public PeerId Peer => peer;

    /// <summary>Where states go.</summary>
    public SocketAddress Address => address;

    /// <summary>Whose that is: all players of one host share what it may take from others.</summary>
    public PeerKey Host => host;

    /// <summary>Its number.</summary>
    public ushort Id => id;

    /// <summary>What its client calls itself.</summary>
    public ulong Session => session;

    /// <summary>What its datagrams prove themselves by.</summary>
    public ulong Key => key;

    /// <summary>Where it is in the list of players.</summary>
    public int Index { get; set; }

    /// <summary>When it was last heard of.</summary>
    public TimeSpan HeardAt { get; private set; } = joined;

    /// <summary>It still lives.</summary>
    public void Hear(TimeSpan now) => HeardAt = now;

    /// <summary>It still lives, and may send one input more.</summary>
    /// <returns>False when that is one too many.</returns>
    public bool TryHear(TimeSpan now)
    {
        Hear(now);
        return _allowance.TryTake(now);
    }

    /// <summary>Takes an input.</summary>
    /// <returns>False when it is older than what is known.</returns>
    public bool TryMove(Input input, TimeSpan now)
    {
        if (unchecked((int)(input.Sequence - _sequence)) <= 0)
        {
            return false;
        }

        (_sequence, _clientTime, _motion, _inputAt) = (input.Sequence, input.Time, input.Motion, now);
        return true;
    }

    /// <summary>Where it is now, if it has moved on as it last said.</summary>
    public Motion MotionAt(TimeSpan now) => _motion.After(now - _inputAt);

    /// <summary>What a state of now says about its latest input.</summary>
    public InputEcho EchoAt(TimeSpan now) => new(_sequence, _clientTime, Wire.Microseconds(now - _inputAt));
}
