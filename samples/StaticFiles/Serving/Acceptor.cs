using System.Net.Sockets;
using Mux;

namespace StaticFiles.Serving;

/// <summary>Takes new connections and gives each to the loop with the fewest.</summary>
/// <param name="listener">Where they come in; it stays the caller's.</param>
/// <param name="workers">What serves them.</param>
/// <param name="options">How many are let in.</param>
internal sealed class Acceptor(StreamListener listener, LoopWorker[] workers, ConnectionAcceptorOptions options)
{
    private uint _next;

    /// <summary>Accepts. On the loop on which to wait for connections.</summary>
    /// <param name="loop">That loop.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    /// <exception cref="SocketException">The listener itself has failed.</exception>
    public async Task AcceptAsync(EventLoop loop, CancellationToken stop)
    {
        using var acceptor = new ConnectionAcceptor(listener, loop, options);
        while (true)
        {
            StreamSocket socket = await acceptor.AcceptAsync(stop);
            LeastLoaded().Begin(socket);
        }
    }

    private LoopWorker LeastLoaded()
    {
        LoopWorker least = workers[_next++ % (uint)workers.Length]; // Not always the first: connections that are on their way to a loop are not counted yet.
        foreach (LoopWorker worker in workers)
        {
            if (worker.Loop.RegistrationCount < least.Loop.RegistrationCount)
            {
                least = worker;
            }
        }

        return least;
    }
}
