using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.InteropServices;
using Mux;

namespace UdpGame;

/// <summary>Who plays. The order changes when somebody leaves: the last one takes the place.</summary>
/// <remarks>While there is room, a host may have any number of players. When there is none, a host with few of them takes a place from the one with the most: nobody can keep the server to himself.</remarks>
internal sealed class Players
{
    private readonly Dictionary<PeerId, Player> _byPeer;
    private readonly List<Player> _list;
    private readonly Dictionary<PeerKey, int> _ofHost = []; // How many players.
    private readonly Queue<ushort> _freeIds; // Whose number was given back last has it back last: states that are under way do not show him as another one.

    /// <summary>Makes room.</summary>
    /// <param name="most">How many may play at once.</param>
    public Players(int most)
    {
        _byPeer = new Dictionary<PeerId, Player>(most);
        _list = new List<Player>(most);
        _freeIds = new Queue<ushort>(Enumerable.Range(1, most).Select(id => (ushort)id));
    }

    /// <summary>How many play.</summary>
    public int Count => _list.Count;

    /// <summary>One of them.</summary>
    public Player this[int index] => _list[index];

    /// <summary>The player whose datagrams come from there.</summary>
    public bool TryFind(PeerId peer, [NotNullWhen(true)] out Player? player) => _byPeer.TryGetValue(peer, out player);

    /// <summary>Lets one play who does not yet.</summary>
    /// <param name="peer">Whose datagrams are the player's.</param>
    /// <param name="address">Where states go.</param>
    /// <param name="host">Whose that is.</param>
    /// <param name="session">What the client calls itself.</param>
    /// <param name="now">The present time.</param>
    /// <param name="player">The player.</param>
    /// <param name="displaced">Who had to leave for it; null for nobody.</param>
    /// <returns>False when no place is left, and its host has as many as any other, or one less.</returns>
    public bool TryAdd(PeerId peer, SocketAddress address, PeerKey host, ulong session, TimeSpan now, [NotNullWhen(true)] out Player? player, out Player? displaced)
    {
        player = displaced = null;
        int ofHost = _ofHost.GetValueOrDefault(host);
        if (_freeIds.Count == 0)
        {
            displaced = LongestSilentOfMost(ofHost + 1);
            if (displaced is null)
            {
                return false;
            }

            Remove(displaced);
        }

        player = new Player(peer, address, host, _freeIds.Dequeue(), session, Secret.New(), now) { Index = _list.Count };
        _ofHost[host] = ofHost + 1;
        _list.Add(player);
        _byPeer.Add(peer, player);
        return true;
    }

    /// <summary>One leaves.</summary>
    public void Remove(Player player)
    {
        Player last = _list[^1];
        _list[player.Index] = last;
        last.Index = player.Index;
        _list.RemoveAt(_list.Count - 1);
        _byPeer.Remove(player.Peer);
        if (--CollectionsMarshal.GetValueRefOrNullRef(_ofHost, player.Host) == 0)
        {
            _ofHost.Remove(player.Host);
        }

        _freeIds.Enqueue(player.Id);
    }

    // Of the host with the most players, if those are more than so many.
    private Player? LongestSilentOfMost(int than)
    {
        KeyValuePair<PeerKey, int> most = default;
        foreach (KeyValuePair<PeerKey, int> host in _ofHost)
        {
            most = host.Value > most.Value ? host : most;
        }

        return most.Value > than ? _list.Where(player => player.Host == most.Key).MinBy(player => player.HeardAt) : null;
    }

    /// <summary>Removes those that were last heard of before a time.</summary>
    /// <returns>How many that were.</returns>
    public int RemoveSilent(TimeSpan since)
    {
        int before = Count;
        for (int index = Count - 1; index >= 0; index--)
        {
            if (_list[index].HeardAt < since)
            {
                Remove(_list[index]); // Whoever takes the place was looked at before.
            }
        }

        return before - Count;
    }
}
