using System.Net;
using System.Net.Sockets;

namespace UdpGame;

/// <summary>Decides about every datagram that comes to the server. It knows no socket, takes anything and throws nothing.</summary>
/// <param name="players">Who plays.</param>
/// <param name="family">Of the addresses.</param>
/// <param name="rate">How many ticks a second there are.</param>
internal sealed class Reception(Players players, AddressFamily family, ushort rate)
{
    /// <summary>The longest answer.</summary>
    public const int LongestAnswer = Challenge.Length;

    private readonly Cookies _cookies = new();
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
        if (Hello.IsOne(datagram))
        {
            _counts.Hellos++;
            return new Challenge(_cookies.Make(peer, now)).Write(answer);
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

        if (!players.TryFind(peer, out Player? player))
        {
            if (!players.TryAdd(peer, AddressOf(from), now, out player))
            {
                _counts.Refused++;
                return Full.Write(answer);
            }

            _counts.Joined++;
        }

        return new Welcome(player.Id, rate, player.Key).Write(answer); // Again, if the first one was lost.
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

    private SocketAddress AddressOf(ReadOnlySpan<byte> bytes)
    {
        var address = new SocketAddress(family, bytes.Length);
        bytes.CopyTo(address.Buffer.Span);
        return address;
    }
}
