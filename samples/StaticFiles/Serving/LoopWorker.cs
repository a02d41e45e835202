using Mux;
using StaticFiles.Http;
using StaticFiles.Site;

namespace StaticFiles.Serving;

/// <summary>Serves the connections of one loop.</summary>
/// <param name="loop">The loop.</param>
/// <param name="responder">What answers.</param>
/// <param name="deadlines">How long peers may take.</param>
/// <param name="connections">Where connections are counted.</param>
/// <param name="errors">Where trouble is reported.</param>
internal sealed class LoopWorker(EventLoop loop, Responder responder, Deadlines deadlines, OpenConnections connections, TextWriter errors)
{
    private readonly Workspaces _workspaces = new(loop, HttpLimits.Default, responder.LongestAnswer); // The loop's thread only, like _open.
    private readonly HashSet<Connection> _open = [];
    private bool _isStopping; // The loop's thread only.
    private long _answers; // Interlocked, like _sent: connections that outlive the loop end on other threads.
    private long _sent;

    /// <summary>How many requests of connections that have ended were answered.</summary>
    public long Answers => Interlocked.Read(ref _answers);

    /// <summary>How many bytes went to connections that have ended.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Begins to serve a connection, which is this worker's from here on. From any thread.</summary>
    public void Begin(StreamSocket socket)
    {
        connections.Enter();
        try
        {
            socket.AttachTo(loop); // Here and not in its turn on the loop: the next connection goes to the loop with the fewest, and has to find this one counted.
            loop.Post(() => _ = ServeAsync(socket));
        }
        catch (ObjectDisposedException)
        {
            GiveUp(socket); // The loop has been told to end.
        }
        catch (MultiplexerException failure)
        {
            GiveUp(socket); // The system does not watch it: its limit on watches. The next connection may do better.
            errors.WriteLine($"cannot serve a connection: {failure.Message}");
        }
    }

    /// <summary>Ends the connections with the answers that are due. From any thread.</summary>
    public void Stop()
    {
        try
        {
            loop.Post(StopOnLoop);
        }
        catch (ObjectDisposedException)
        {
            // The loop has ended by itself, and its connections with it.
        }
    }

    private void GiveUp(StreamSocket socket)
    {
        socket.Dispose();
        connections.Leave();
    }

    private void StopOnLoop()
    {
        _isStopping = true;
        foreach (Connection connection in _open.ToArray())
        {
            connection.Stop();
        }
    }

    private async Task ServeAsync(StreamSocket socket)
    {
        try
        {
            socket.NoDelay = true; // What is sent is complete, or says that more follows.
            using var connection = new Connection(socket, loop, responder, _workspaces, deadlines);
            await ServeAsync(connection);
        }
        catch (Exception failure)
        {
            // One connection's trouble is not the others': whatever it was, it ends here.
            errors.WriteLine($"a connection failed and was closed: {failure.Message}");
        }

        socket.Dispose();
        connections.Leave();
    }

    private async Task ServeAsync(Connection connection)
    {
        _open.Add(connection);
        try
        {
            if (_isStopping)
            {
                connection.Stop();
            }

            await connection.ServeAsync();
        }
        catch (OperationCanceledException)
        {
            connection.Abort();
        }
        catch (ObjectDisposedException)
        {
            // The loop has ended, and with it the server.
        }
        finally
        {
            if (loop.IsCurrentThread)
            {
                _open.Remove(connection);
            }

            Interlocked.Add(ref _answers, connection.Answers);
            Interlocked.Add(ref _sent, connection.Sent);
        }
    }
}
