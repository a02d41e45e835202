using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace UdpGame;

/// <summary>Who plays. The order changes when somebody leaves: the last one takes the place.</summary>
internal sealed class Players
{
    private readonly Dictionary<PeerId, Player> _byPeer;
    private readonly List<Player> _list;
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
    /// <returns>False when no place is left.</returns>
    public bool TryAdd(PeerId peer, SocketAddress address, ulong session, TimeSpan now, [NotNullWhen(true)] out Player? player)
    {
        player = null;
        if (!_freeIds.TryDequeue(out ushort id))
        {
            return false;
        }

        player = new Player(peer, address, id, session, Secret.New(), now) { Index = _list.Count };
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
        _freeIds.Enqueue(player.Id);
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
