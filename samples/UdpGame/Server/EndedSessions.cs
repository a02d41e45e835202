namespace UdpGame;

/// <summary>The sessions that have said bye, for as long as the cookies with which they joined are good: a join of theirs that comes late, or again, makes no player of it.</summary>
/// <param name="most">How many are remembered: beyond that the oldest is forgotten.</param>
internal sealed class EndedSessions(int most)
{
    private readonly Dictionary<(PeerId Peer, ulong Session), TimeSpan> _ended = new(most);
    private readonly Queue<((PeerId Peer, ulong Session) Key, TimeSpan At)> _order = new(most);

    /// <summary>One has ended.</summary>
    public void Add(PeerId peer, ulong session, TimeSpan now)
    {
        ForgetOld(now);
        if (_order.Count == most)
        {
            Forget();
        }

        _ended[(peer, session)] = now;
        _order.Enqueue(((peer, session), now));
    }

    /// <summary>Whether it has.</summary>
    public bool Contains(PeerId peer, ulong session, TimeSpan now)
    {
        ForgetOld(now);
        return _ended.ContainsKey((peer, session));
    }

    private void ForgetOld(TimeSpan now)
    {
        while (_order.TryPeek(out var oldest) && now - oldest.At > 2 * Cookies.Window)
        {
            Forget();
        }
    }

    private void Forget()
    {
        var (key, at) = _order.Dequeue();
        if (_ended.TryGetValue(key, out TimeSpan last) && last == at)
        {
            _ended.Remove(key);
        }
    }
}
