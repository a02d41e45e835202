namespace EchoServer;

/// <summary>The open connections, and what the closed ones have done. For any thread.</summary>
/// <param name="limit">How many may be open at once; null for any number.</param>
internal sealed class Connections(int? limit)
{
    private readonly Lock _lock = new();
    private readonly HashSet<IConnection> _open = []; // Guarded by _lock, like all that follows.
    private long _served;
    private long _echoed;

    /// <summary>How many may be open at once; null for any number.</summary>
    public int? Limit => limit;

    /// <summary>How many are open.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>Whether no further connection may be opened.</summary>
    public bool AreFull => Count >= limit;

    /// <summary>How many bytes went back so far, over all connections.</summary>
    public long Echoed
    {
        get
        {
            lock (_lock)
            {
                return _echoed + _open.Sum(connection => connection.Echoed);
            }
        }
    }

    /// <summary>Adds a connection that has just been opened.</summary>
    public void Add(IConnection connection)
    {
        lock (_lock)
        {
            _open.Add(connection);
            _served++;
        }
    }

    /// <summary>Closes a connection and adds what it has done to the totals.</summary>
    public void Close(IConnection connection)
    {
        connection.Close();
        lock (_lock)
        {
            if (_open.Remove(connection))
            {
                _echoed += connection.Echoed;
            }
        }
    }

    /// <summary>Closes all that are left. For the end, when nobody serves them any more.</summary>
    /// <returns>The totals, in which these count as cut off.</returns>
    public Totals CloseAll()
    {
        IConnection[] left = [.. _open];
        foreach (IConnection connection in left)
        {
            Close(connection);
        }

        return new Totals(_served, _echoed, left.Length);
    }

    /// <summary>Whether any peer has yet to read what it is owed.</summary>
    public bool AnyHasUnsent()
    {
        lock (_lock)
        {
            return _open.Any(connection => connection.HasUnsent);
        }
    }
}
