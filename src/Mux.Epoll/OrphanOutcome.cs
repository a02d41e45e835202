namespace Mux.Epoll;

/// <summary>What became of entries in the kernel that nobody can name any more.</summary>
internal enum OrphanOutcome
{
    /// <summary>There are none.</summary>
    None,

    /// <summary>They are gone, and with them the epoll instance that had them: waiters on it must be woken.</summary>
    Dropped,

    /// <summary>They are still there, for the system is short of what it takes.</summary>
    Kept,
}
