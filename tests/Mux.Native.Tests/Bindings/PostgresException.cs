namespace Mux.Native;

/// <summary>What the PostgreSQL server or libpq reported as an error.</summary>
/// <param name="message">The text of libpq.</param>
/// <param name="isConnectionLost">Whether the connection is gone, and not just one command.</param>
internal sealed class PostgresException(string message, bool isConnectionLost) : Exception(message)
{
    /// <summary>Whether the connection is gone, and not just one command.</summary>
    public bool IsConnectionLost => isConnectionLost;
}
