using System.Net;
using System.Net.Sockets;
using Mux;

namespace EchoServer;

/// <summary>A listener, the connections, and the threads that serve them, all on one multiplexer.</summary>
internal sealed class BareServer : IServer
{
    private readonly IEventMultiplexer _multiplexer;
    private readonly Connections _connections;
    private readonly Acceptor _acceptor;
    private readonly TextWriter _errors;
    private readonly int _threads;
    private bool _stopping; // Interlocked: only the first call of Stop may touch the multiplexer, which is gone some time after it.

    /// <summary>Listens. Peers can connect from here on; they are served once <see cref="Run"/> is called.</summary>
    /// <exception cref="SocketException">The system refused the address: in use, not this machine's, or not allowed.</exception>
    public BareServer(ServerOptions options, IEventMultiplexer multiplexer, TextWriter errors)
    {
        _multiplexer = multiplexer;
        _errors = errors;
        _threads = options.Threads;
        _connections = new Connections(options.MaxConnections);

        StreamListener listener = StreamListener.Listen(options.EndPoint);
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        _acceptor = new Acceptor(listener, multiplexer, options.Trigger, _connections, errors);
    }

    /// <inheritdoc/>
    public IPEndPoint EndPoint { get; }

    /// <inheritdoc/>
    /// <remarks>The calling thread is one of those that serve.</remarks>
    public Totals Run()
    {
        Thread[] others = [.. Enumerable.Range(2, _threads - 1).Select(StartThread)];
        Worker worker = CreateWorker();
        _acceptor.Start();
        ServeUntilStopped(worker);
        foreach (Thread other in others)
        {
            other.Join();
        }

        _acceptor.Dispose(); // Not earlier: one of the threads might have been accepting.
        Drain(worker);
        return _connections.CloseAll();
    }

    /// <inheritdoc/>
    public void Stop()
    {
        if (!Interlocked.Exchange(ref _stopping, true))
        {
            _multiplexer.Wake();
        }
    }

    /// <summary>Stops listening, if <see cref="Run"/> has not.</summary>
    public void Dispose() => _acceptor.Dispose();

    private Worker CreateWorker() => new(_multiplexer, _acceptor, _connections, _errors);

    private Thread StartThread(int number)
    {
        var thread = new Thread(() => ServeUntilStopped(CreateWorker())) { Name = $"echo {number}" };
        thread.Start();
        return thread;
    }

    private void ServeUntilStopped(Worker worker)
    {
        while (!Volatile.Read(ref _stopping))
        {
            worker.Step(Timeout.InfiniteTimeSpan);
        }

        _multiplexer.Wake(); // A wake ends one thread's wait: whoever leaves calls the next.
    }

    // One thread is left. Everything that has come in, or still comes soon, goes back; a peer that does not read has until the limit.
    private void Drain(Worker worker)
    {
        long limit = Environment.TickCount64 + (long)DrainRules.Limit.TotalMilliseconds;
        while (_connections.Count > 0 && Environment.TickCount64 < limit)
        {
            if (!worker.Step(DrainRules.Quiet) && !_connections.AnyHasUnsent())
            {
                return;
            }
        }
    }
}
