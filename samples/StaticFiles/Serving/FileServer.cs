using System.Net;
using System.Net.Sockets;
using Mux;
using StaticFiles.Http;
using StaticFiles.Site;
using Samples;

namespace StaticFiles.Serving;

/// <summary>A listener, and loops that serve what it accepts.</summary>
internal sealed class FileServer : IDisposable
{
    /// <summary>How many descriptors a connection needs: its own, and the file that is being sent.</summary>
    public const int DescriptorsPerConnection = 2;

    // How long a server that wants to stop finishes its answers: there are peers that read slowly, or never.
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);

    private readonly EventLoopGroup _loops;
    private readonly Dictionary<EventLoop, LoopWorker> _workers;
    private readonly StreamListener _listener;
    private readonly OpenConnections _connections = new();
    private readonly Acceptor _acceptor;
    private readonly CancellationTokenSource _stop = new(); // Never disposed of: a late Stop is harmless, and it holds nothing.

    /// <summary>Listens. Peers can connect from here on; they are served once <see cref="Run"/> is called.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="folder">The site; it stays the caller's.</param>
    /// <param name="loops">Where connections are served. They are the caller's, but end with <see cref="Run"/>.</param>
    /// <param name="errors">Where trouble is reported.</param>
    /// <exception cref="SocketException">The system refused the address: in use, not this machine's, or not allowed.</exception>
    public FileServer(ServerOptions options, SiteFolder folder, EventLoopGroup loops, TextWriter errors)
    {
        _loops = loops;
        var responder = new Responder(folder, TimeProvider.System, HttpLimits.Default);
        _workers = loops.ToDictionary(loop => loop, loop => new LoopWorker(loop, responder, options.Deadlines, _connections, errors));
        _listener = StreamListener.Listen(options.EndPoint);
        _acceptor = new Acceptor(_listener, loops, _workers, new ConnectionAcceptorOptions
        {
            MaxConnections = options.MaxConnections,
            DescriptorsPerConnection = DescriptorsPerConnection,
            MaxConnectionsPerAddress = options.MaxPerAddress,
            RatePerAddress = options.RatePerAddress is { } rate ? ConnectionRate.PerSecond(rate) : null,
            WhenOutOfResources = ConnectionOverflow.Wait, // Whoever has a connection has his page soon, and makes room.
            LoggerFactory = new ErrorLines(errors),
        });
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
    }

    /// <summary>Where it listens, with the port that the system picked.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Serves until <see cref="Stop"/>, then finishes what is under way. Once.</summary>
    /// <returns>What was done.</returns>
    /// <exception cref="MultiplexerException">The system refused a loop's wait, or to watch the listener.</exception>
    public Totals Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>Makes <see cref="Run"/> end. May be called from any thread, and again.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Stops listening, if <see cref="Run"/> has not.</summary>
    public void Dispose() => _listener.Dispose();

    private async Task<Totals> RunAsync()
    {
        await ServeUntilStoppedAsync();
        _listener.Dispose();
        foreach (LoopWorker worker in _workers.Values)
        {
            worker.Stop();
        }

        await DrainAsync();
        int left = _connections.Count;
        await _loops.StopAsync(); // Ends what the connections await.
        await DrainAsync();
        return new Totals(_connections.Total, _workers.Values.Sum(worker => worker.Answers), _workers.Values.Sum(worker => worker.Sent), left);
    }

    private async Task ServeUntilStoppedAsync()
    {
        EventLoop loop = _loops.Next();
        Task accepting = loop.InvokeAsync(() => _acceptor.AcceptAsync(loop, _stop.Token));
        Task first = await Task.WhenAny([accepting, .. _loops.Select(other => other.Completion)]);
        try
        {
            await first; // A loop that cannot wait any more ends the server, with the reason.
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    private async Task DrainAsync()
    {
        try
        {
            await _connections.WhenEmpty().WaitAsync(DrainLimit);
        }
        catch (TimeoutException)
        {
            // Whoever is left is cut off.
        }
    }
}
