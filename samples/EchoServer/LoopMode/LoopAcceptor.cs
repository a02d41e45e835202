using System.Buffers;
using System.Net.Sockets;
using Mux;

namespace EchoServer;

/// <summary>Takes new connections from the listening socket, gives each to the loop with the fewest, and waits while there is no room for them.</summary>
/// <param name="listener">The listening socket, non-blocking; it stays the caller's.</param>
/// <param name="loops">Where connections are served.</param>
/// <param name="connections">Where they are counted.</param>
/// <param name="buffers">What they read into.</param>
/// <param name="errors">Where trouble is reported.</param>
internal sealed class LoopAcceptor(Socket listener, EventLoopGroup loops, Connections connections, ArrayPool<byte> buffers, TextWriter errors)
{
    // How many to take in a row before the connections of this loop get their turn.
    private const int Batch = 64;

    private readonly AcceptTrouble _trouble = new(errors);

    /// <summary>Accepts. On the loop on which to wait for connections.</summary>
    /// <param name="loop">That loop.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public async Task AcceptAsync(EventLoop loop, CancellationToken stop)
    {
        AcceptTrouble.Rehearse();
        using AsyncHandle backlog = loop.Attach(listener, Interests.Readable);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            await connections.WhenRoom().WaitAsync(stop);
            if (TryAcceptBatch() is not { } isEmpty)
            {
                await loop.Delay(AcceptTrouble.RetryAfter, stop);
            }
            else if (isEmpty)
            {
                await backlog.ReadableAsync(stop);
            }
            else
            {
                await Task.Yield();
            }
        }
    }

    // Whether nobody waits any more; null when the system refused.
    private bool? TryAcceptBatch()
    {
        try
        {
            using var spare = SpareDescriptors.Take();
            return AcceptBatch();
        }
        catch (SocketException failure)
        {
            _trouble.Report($"cannot accept with {connections.Count} connections open, will try again: {failure.Message}");
            return null;
        }
    }

    // True when nobody waits any more.
    private bool AcceptBatch()
    {
        for (int taken = 0; taken < Batch && !connections.AreFull; taken++)
        {
            // A poll is asked first: accept answers "none" with an exception, which costs more than all the rest.
            if (!listener.Poll(0, SelectMode.SelectRead))
            {
                _trouble.End();
                return true;
            }

            try
            {
                Begin(listener.Accept());
            }
            catch (SocketException failure) when (failure.SocketErrorCode is SocketError.WouldBlock or SocketError.ConnectionAborted or SocketError.ConnectionReset)
            {
                // Whoever was there has left again.
            }
        }

        return false;
    }

    private void Begin(Socket socket)
    {
        LoopConnection? connection = null;
        try
        {
            socket.Blocking = false;
            socket.NoDelay = true; // An echo is complete when it is sent: to wait for more would only delay it.
            EventLoop loop = loops.LeastLoaded();
            connection = new LoopConnection(socket, loop, buffers);
            connections.Add(connection);
            loop.Post(() => _ = ServeAsync(connection));
        }
        catch (Exception failure)
        {
            // The system refused one step: its limit on watches, or a peer that has reset already. The next connection may do better.
            socket.Dispose();
            if (connection is not null)
            {
                connections.Close(connection);
            }

            _trouble.Report($"cannot serve a connection: {failure.Message}");
        }
    }

    private async Task ServeAsync(LoopConnection connection)
    {
        try
        {
            await connection.EchoAsync();
        }
        catch (SocketException)
        {
            // A reset: the peer wants nothing back.
        }
        catch (ObjectDisposedException)
        {
            return; // The loop has ended: the server is about to close what is left, and to count it.
        }
        catch (Exception failure)
        {
            // One connection's trouble is not the others': whatever it was, it ends here.
            errors.WriteLine($"a connection failed and was closed: {failure.Message}");
        }

        connections.Close(connection);
    }
}
