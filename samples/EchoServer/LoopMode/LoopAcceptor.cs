using System.Buffers;
using Mux;
using Samples;

namespace EchoServer;

/// <summary>Takes new connections, gives each to the loop with the fewest, and waits while there is no room for them.</summary>
/// <param name="listener">Where they come; it stays the caller's.</param>
/// <param name="loops">Where connections are served.</param>
/// <param name="connections">Where they are counted.</param>
/// <param name="buffers">What they read into.</param>
/// <param name="errors">Where trouble is reported.</param>
internal sealed class LoopAcceptor(StreamListener listener, EventLoopGroup loops, Connections connections, ArrayPool<byte> buffers, TextWriter errors)
{
    // How many to take in a row before the connections of this loop get their turn.
    private const int Batch = 64;

    private Action<LoopConnection, Exception?>? _end; // One for all: each connection keeps what it is given.

    /// <summary>Accepts. On the loop on which to wait for connections.</summary>
    /// <param name="loop">That loop.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public async Task AcceptAsync(EventLoop loop, CancellationToken stop)
    {
        using var log = new ErrorLog(errors);
        using var acceptor = new ConnectionAcceptor(listener, loop, new ConnectionAcceptorOptions
        {
            MaxConnections = connections.Limit,
            WhenOutOfResources = ConnectionOverflow.Wait,
            LoggerFactory = log,
        });
        for (int taken = 1; ; taken++)
        {
            Begin(await acceptor.AcceptAsync(stop));
            if (taken % Batch == 0)
            {
                await Task.Yield();
            }
        }
    }

    private void Begin(StreamSocket socket)
    {
        LoopConnection? connection = null;
        try
        {
            socket.NoDelay = true; // An echo is complete when it is sent: to wait for more would only delay it.
            EventLoop loop = loops.LeastLoaded();
            connection = new LoopConnection(socket, loop, buffers);
            connections.Add(connection);
            loop.Post(ServeInBackground, connection);
        }
        catch (Exception failure)
        {
            // The system refused one step: its limit on watches, or a peer that has reset already. The next connection may do better.
            socket.Dispose();
            if (connection is not null)
            {
                connections.Close(connection);
            }

            errors.WriteLine($"cannot serve a connection: {failure.Message}");
        }
    }

    private void ServeInBackground(LoopConnection connection) => _ = connection.ServeAsync(_end ??= End);

    private void End(LoopConnection connection, Exception? failure)
    {
        if (failure is ObjectDisposedException)
        {
            return; // The loop has ended: the server is about to close what is left, and to count it.
        }

        if (failure is not null)
        {
            // One connection's trouble is not the others': whatever it was, it ends here.
            errors.WriteLine($"a connection failed and was closed: {failure.Message}");
        }

        connections.Close(connection);
    }
}
