using System.Net;
using System.Net.Sockets;
using Mux;

namespace EchoServer;

/// <summary>An echo server: a listener, the connections, and the threads that serve them, all on one multiplexer.</summary>
internal sealed class Server : IDisposable
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);

    // Peers that have sent nothing and owe us no reading for this long are done, as far as a server that wants to stop can know.
    private static readonly TimeSpan DrainQuiet = TimeSpan.FromMilliseconds(250);

    private readonly IEventMultiplexer _multiplexer;
    private readonly Connections _connections;
    private readonly Acceptor _acceptor;
    private readonly TextWriter _errors;
    private readonly int _threads;
    private bool _stopping; // Interlocked: only the first call of Stop may touch the multiplexer, which is gone some time after it.

    /// <summary>Listens. Peers can connect from here on; they are served once <see cref="Run"/> is called.</summary>
    /// <exception cref="SocketException">The system refused the address: in use, not this machine's, or not allowed.</exception>
    public Server(ServerOptions options, IEventMultiplexer multiplexer, TextWriter errors)
    {
        _multiplexer = multiplexer;
        _errors = errors;
        _threads = options.Threads;
        _connections = new Connections(options.MaxConnections);

        Socket listener = Listen(options.EndPoint);
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        _acceptor = new Acceptor(listener, multiplexer, options.Trigger, _connections, errors);
    }

    /// <summary>Where it listens, with the port that the system picked.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Serves until <see cref="Stop"/>, then drains. The calling thread is one of those that serve.</summary>
    /// <returns>What was done.</returns>
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

    /// <summary>Makes <see cref="Run"/> end. May be called from any thread, and again.</summary>
    public void Stop()
    {
        if (!Interlocked.Exchange(ref _stopping, true))
        {
            _multiplexer.Wake();
        }
    }

    /// <summary>Stops listening, if <see cref="Run"/> has not.</summary>
    public void Dispose() => _acceptor.Dispose();

    private static Socket Listen(IPEndPoint endPoint)
    {
        var listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Blocking = false;
            listener.Bind(endPoint);
            listener.Listen(); // As long a backlog as the system allows.
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

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
        long limit = Environment.TickCount64 + (long)DrainLimit.TotalMilliseconds;
        while (_connections.Count > 0 && Environment.TickCount64 < limit)
        {
            if (!worker.Step(DrainQuiet) && !_connections.AnyHasUnsent())
            {
                return;
            }
        }
    }
}
