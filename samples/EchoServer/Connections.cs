namespace EchoServer;

/// <summary>The open connections, and what the closed ones have done.</summary>
/// <param name="limit">How many may be open at once.</param>
internal sealed class Connections(int limit)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Connection> _open = []; // Guarded by _lock, like the totals.
    private long _served;
    private long _echoed;

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

    /// <summary>Adds a connection that has just been opened.</summary>
    public void Add(Connection connection)
    {
        lock (_lock)
        {
            _open.Add(connection);
            _served++;
        }
    }

    /// <summary>Closes a connection and adds what it has done to the totals.</summary>
    public void Close(Connection connection)
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

    /// <summary>Closes all that are left. For the end, when only one thread is left too.</summary>
    /// <returns>The totals, in which these count as cut off.</returns>
    public Totals CloseAll()
    {
        Connection[] left = [.. _open];
        foreach (Connection connection in left)
        {
            Close(connection);
        }

        return new Totals(_served, _echoed, left.Length);
    }

    /// <summary>Whether any peer has yet to read what it is owed. For the end, when only one thread is left.</summary>
    public bool AnyHasUnsent() => _open.Any(connection => connection.HasUnsent);
}
