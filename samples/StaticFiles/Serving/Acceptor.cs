using System.Net.Sockets;
using Mux;

namespace StaticFiles.Serving;

/// <summary>Takes new connections and gives each to the loop with the fewest.</summary>
/// <param name="listener">Where they come in; it stays the caller's.</param>
/// <param name="loops">The loops.</param>
/// <param name="workers">What serves the connections of each.</param>
/// <param name="options">How many are let in.</param>
internal sealed class Acceptor(StreamListener listener, EventLoopGroup loops, IReadOnlyDictionary<EventLoop, LoopWorker> workers, ConnectionAcceptorOptions options)
{
    /// <summary>How many to take in a row before the connections of this loop get their turn: while there are more, accepting does not wait.</summary>
    public const int Batch = 64;

    /// <summary>Accepts. On the loop on which to wait for connections.</summary>
    /// <param name="loop">That loop.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    /// <exception cref="SocketException">The listener itself has failed.</exception>
    public async Task AcceptAsync(EventLoop loop, CancellationToken stop)
    {
        using var acceptor = new ConnectionAcceptor(listener, loop, options);
        for (int taken = 1; ; taken++)
        {
            StreamSocket socket = await acceptor.AcceptAsync(stop);
            workers[loops.LeastLoaded()].Begin(socket);
            if (taken % Batch == 0)
            {
                await Task.Yield();
            }
        }
    }
}
