using System.Net;
using System.Net.Sockets;
using Mux;

namespace UdpGame;

/// <summary>Decides about every datagram that comes to the server. It knows no socket, takes anything and throws nothing.</summary>
/// <param name="players">Who plays.</param>
/// <param name="family">Of the addresses.</param>
/// <param name="rate">How many ticks a second there are.</param>
internal sealed class Reception(Players players, AddressFamily family, ushort rate)
{
    /// <summary>The longest answer.</summary>
    public const int LongestAnswer = Challenge.Length;

    /// <summary>How long nothing was heard of a player before another session may take its place: a client that was started again at the same address, and not a join from before that comes late.</summary>
    public static readonly TimeSpan TakeOverAfter = TimeSpan.FromSeconds(1);

    private const int MostEnded = 4096;

    private static readonly IPEndPoint AnyV4 = new(IPAddress.Any, 0);
    private static readonly IPEndPoint AnyV6 = new(IPAddress.IPv6Any, 0);

    private readonly Cookies _cookies = new();
    private readonly EndedSessions _ended = new(MostEnded);
    private ServerCounts _counts;

    /// <summary>What was done; those about ticks and states are 0.</summary>
    public ServerCounts Counts => _counts;

    /// <summary>Takes a datagram.</summary>
    /// <param name="datagram">Whatever came.</param>
    /// <param name="from">The sender's address, in the system's layout.</param>
    /// <param name="now">The present time.</param>
    /// <param name="answer">Room for the answer.</param>
    /// <returns>The length of the answer, never more than that of the datagram; 0 when there is none.</returns>
    public int Take(ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> from, TimeSpan now, Span<byte> answer)
    {
        var peer = new PeerId(from);
        if (Hello.TryRead(datagram, out Hello hello))
        {
            _counts.Hellos++;
            return new Challenge(hello.Session, _cookies.Make(peer, now)).Write(answer);
        }

        if (Join.TryRead(datagram, out Join join))
        {
            return Admit(join, peer, from, now, answer);
        }

        if (Input.TryRead(datagram, out Input input))
        {
            if (Find(peer, input.Key) is { } player)
            {
                Move(player, input, now);
            }
        }
        else if (Bye.TryRead(datagram, out Bye bye))
        {
            if (Find(peer, bye.Key) is { } player)
            {
                players.Remove(player);
                _ended.Add(peer, player.Session, now);
                _counts.Left++;
            }
        }
        else
        {
            _counts.Malformed++;
        }

        return 0;
    }

    /// <summary>Drops those of whom nothing was heard since a time.</summary>
    public void DropSilent(TimeSpan since) => _counts.Silent += players.RemoveSilent(since);

    private int Admit(Join join, PeerId peer, ReadOnlySpan<byte> from, TimeSpan now, Span<byte> answer)
    {
        if (!_cookies.IsGood(join.Cookie, peer, now))
        {
            _counts.Forged++; // Or too old. No answer: whoever is real says hello again.
            return 0;
        }

        if (_ended.Contains(peer, join.Session, now))
        {
            _counts.Forged++; // No answer: whoever has said bye plays again as another session.
            return 0;
        }

        if (players.TryFind(peer, out Player? player) && player.Session != join.Session)
        {
            if (now - player.HeardAt < TakeOverAfter)
            {
                _counts.Forged++; // No answer: a new client asks again until the old one has been silent for long enough.
                return 0;
            }

            players.Remove(player);
            player = null;
            _counts.Silent++;
        }

        if (player is null)
        {
            SocketAddress address = AddressOf(from);
            if (!players.TryAdd(peer, address, HostOf(address), join.Session, now, out player, out Player? displaced))
            {
                _counts.Refused++;
                return new Full(join.Session).Write(answer);
            }

            if (displaced is not null)
            {
                _counts.Displaced++;
            }

            _counts.Joined++;
        }

        player.Hear(now); // Its inputs go on once it has the answer: it is not dropped meanwhile.
        return new Welcome(join.Session, player.Id, rate, player.Key).Write(answer); // Again, if the first one was lost.
    }

    private Player? Find(PeerId peer, ulong key)
    {
        if (!players.TryFind(peer, out Player? player))
        {
            _counts.Unknown++;
            return null;
        }

        if (player.Key != key)
        {
            _counts.Forged++;
            return null;
        }

        return player;
    }

    private void Move(Player player, Input input, TimeSpan now)
    {
        if (!player.TryHear(now))
        {
            _counts.TooFast++;
        }
        else if (!player.TryMove(input, now))
        {
            _counts.Stale++;
        }
        else
        {
            _counts.Inputs++;
        }
    }

    private PeerKey HostOf(SocketAddress address) => PeerKey.Of(((IPEndPoint)(family == AddressFamily.InterNetworkV6 ? AnyV6 : AnyV4).Create(address)).Address);

    private SocketAddress AddressOf(ReadOnlySpan<byte> bytes)
    {
        var address = new SocketAddress(family, bytes.Length);
        bytes.CopyTo(address.Buffer.Span);
        return address;
    }
}
