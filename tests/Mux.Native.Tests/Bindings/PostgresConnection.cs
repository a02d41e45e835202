using System.Runtime.InteropServices;

namespace Mux.Native;

/// <summary>A connection of libpq on an event loop, as "Asynchronous Command Processing" in the libpq manual describes it.</summary>
/// <remarks>All members belong to the thread of the loop. One call at a time: libpq executes one command after the other.</remarks>
internal sealed class PostgresConnection : IDisposable
{
    private readonly nint _connection;
    private readonly AsyncHandle _socket;
    private readonly LibPq.NoticeProcessor _onNotice; // libpq calls it as long as the connection lives, so it must not be collected.
    private bool _disposed;

    private PostgresConnection(EventLoop loop, nint connection)
    {
        _connection = connection;
        _onNotice = (_, message) => Notices.Add(Text(message));
        LibPq.PQsetNoticeProcessor(connection, Marshal.GetFunctionPointerForDelegate(_onNotice), 0);
        ThrowUnless(LibPq.PQsetnonblocking(connection, 1) == 0);
        _socket = loop.AttachBorrowed(LibPq.PQsocket(connection));
    }

    /// <summary>The warnings that the server has sent.</summary>
    public List<string> Notices { get; } = [];

    /// <summary>Connects.</summary>
    /// <param name="loop">The loop that serves the connection.</param>
    /// <param name="conninfo">The connection string, as the libpq manual describes it.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="PostgresException">The server cannot be reached, or it refuses.</exception>
    public static async Task<PostgresConnection> ConnectAsync(
        EventLoop loop, string conninfo, CancellationToken cancellationToken = default)
    {
        // snippet: connect
        nint connection = LibPq.PQconnectStart(conninfo);
        try
        {
            bool isRefused = LibPq.PQstatus(connection) == LibPq.CONNECTION_BAD;
            int polling = isRefused ? LibPq.PGRES_POLLING_FAILED : LibPq.PGRES_POLLING_WRITING;
            while (polling != LibPq.PGRES_POLLING_OK)
            {
                if (polling == LibPq.PGRES_POLLING_FAILED)
                {
                    throw Failure(connection);
                }

                // PQconnectPoll may close the socket and open another one, perhaps with the same number: attach it for one wait only.
                Interests direction = polling == LibPq.PGRES_POLLING_READING ? Interests.Readable : Interests.Writable;
                using (AsyncHandle socket = loop.AttachBorrowed(LibPq.PQsocket(connection), direction))
                {
                    await socket.WaitAsync(direction, cancellationToken);
                }

                polling = LibPq.PQconnectPoll(connection);
            }

            return new PostgresConnection(loop, connection);
        }
        catch
        {
            LibPq.PQfinish(connection);
            throw;
        }
        // end snippet
    }

    /// <summary>Executes a command.</summary>
    /// <param name="command">One or more statements.</param>
    /// <returns>The rows of the last statement.</returns>
    /// <exception cref="PostgresException">The server refuses the command, or the connection is gone.</exception>
    public async Task<IReadOnlyList<string?[]>> QueryAsync(string command)
    {
        ThrowUnless(LibPq.PQsendQuery(_connection, command) != 0);
        await FlushAsync();

        IReadOnlyList<string?[]> rows = [];
        PostgresException? refusal = null;
        while (await NextResultAsync() is var result and not 0)
        {
            try
            {
                if (LibPq.PQresultStatus(result) is LibPq.PGRES_TUPLES_OK or LibPq.PGRES_COMMAND_OK or LibPq.PGRES_EMPTY_QUERY)
                {
                    rows = ReadRows(result);
                }
                else
                {
                    refusal ??= new PostgresException(Text(LibPq.PQresultErrorMessage(result)), IsLost(_connection));
                }
            }
            finally
            {
                LibPq.PQclear(result);
            }
        }

        return refusal is null ? rows : throw refusal;
    }

    /// <summary>Waits for the next notification of a channel that was named by LISTEN.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PostgresException">The connection is gone.</exception>
    public async Task<PostgresNotification> NextNotificationAsync(CancellationToken cancellationToken = default)
    {
        // snippet: notifies
        nint notification;
        while ((notification = LibPq.PQnotifies(_connection)) == 0)
        {
            await _socket.WaitAsync(Interests.Readable, cancellationToken);
            ThrowUnless(LibPq.PQconsumeInput(_connection) != 0);
        }
        // end snippet

        LibPq.Notify notify = Marshal.PtrToStructure<LibPq.Notify>(notification);
        var taken = new PostgresNotification(Text(notify.Channel), Text(notify.Payload), notify.ProcessId);
        LibPq.PQfreemem(notification);
        return taken;
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            // snippet: finish
            _socket.Dispose(); // Before the library closes the number.
            LibPq.PQfinish(_connection);
            // end snippet
        }
    }

    private async Task FlushAsync()
    {
        // snippet: flush
        int left;
        while ((left = LibPq.PQflush(_connection)) == 1)
        {
            // The server stops reading while nobody reads what it sends: read while waiting for room.
            Readiness readiness = await _socket.WaitAsync(Interests.Readable | Interests.Writable);
            if ((readiness & Readiness.Readable) != 0)
            {
                ThrowUnless(LibPq.PQconsumeInput(_connection) != 0);
            }
        }

        ThrowUnless(left == 0);
        // end snippet
    }

    private async Task<nint> NextResultAsync()
    {
        // snippet: busy
        while (LibPq.PQisBusy(_connection) != 0)
        {
            await _socket.WaitAsync(Interests.Readable);
            ThrowUnless(LibPq.PQconsumeInput(_connection) != 0);
        }

        return LibPq.PQgetResult(_connection);
        // end snippet
    }

    private void ThrowUnless(bool succeeded)
    {
        if (!succeeded)
        {
            throw Failure(_connection);
        }
    }

    private static PostgresException Failure(nint connection) => new(Text(LibPq.PQerrorMessage(connection)), IsLost(connection));

    private static bool IsLost(nint connection) => LibPq.PQstatus(connection) == LibPq.CONNECTION_BAD;

    private static List<string?[]> ReadRows(nint result)
    {
        var rows = new List<string?[]>();
        for (int row = 0; row < LibPq.PQntuples(result); row++)
        {
            string?[] columns = new string?[LibPq.PQnfields(result)];
            for (int column = 0; column < columns.Length; column++)
            {
                columns[column] = LibPq.PQgetisnull(result, row, column) != 0 ? null : Text(LibPq.PQgetvalue(result, row, column));
            }

            rows.Add(columns);
        }

        return rows;
    }

    private static string Text(nint text) => Marshal.PtrToStringUTF8(text) ?? "";
}
