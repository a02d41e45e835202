using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Mux;

namespace EchoServer;

/// <summary>A listener and its connections, each an async method on one of several loops.</summary>
internal sealed class LoopServer : IServer
{
    private readonly EventLoopGroup _loops;
    private readonly StreamListener _listener;
    private readonly Connections _connections;
    private readonly LoopAcceptor _acceptor;
    private readonly CancellationTokenSource _stop = new(); // Never disposed of: a late Stop is harmless, and it holds nothing.

    /// <summary>Listens. Peers can connect from here on; they are served once <see cref="Run"/> is called.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="loops">Where connections are served. They are the caller's, but end with <see cref="Run"/>.</param>
    /// <param name="buffers">What connections read into.</param>
    /// <param name="errors">Where trouble is reported.</param>
    /// <exception cref="SocketException">The system refused the address: in use, not this machine's, or not allowed.</exception>
    public LoopServer(ServerOptions options, EventLoopGroup loops, ArrayPool<byte> buffers, TextWriter errors)
    {
        _loops = loops;
        _connections = new Connections(options.MaxConnections);
        _listener = StreamListener.Listen(options.EndPoint);
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _acceptor = new LoopAcceptor(_listener, loops, _connections, buffers, errors);
    }

    /// <inheritdoc/>
    public IPEndPoint EndPoint { get; }

    /// <inheritdoc/>
    /// <exception cref="MultiplexerException">The system refused a loop's wait, or to watch the listener.</exception>
    public Totals Run() => RunAsync().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void Stop() => _stop.Cancel();

    /// <summary>Stops listening, if <see cref="Run"/> has not.</summary>
    public void Dispose() => _listener.Dispose();

    private async Task<Totals> RunAsync()
    {
        await ServeUntilStoppedAsync();
        _listener.Dispose();
        await DrainAsync();
        await _loops.StopAsync(); // Ends what the connections await: nobody serves them any more.
        return _connections.CloseAll();
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

    // Everything that has come in, or still comes soon, goes back; a peer that does not read has until the limit.
    private async Task DrainAsync()
    {
        long limit = Environment.TickCount64 + (long)DrainRules.Limit.TotalMilliseconds;
        bool isQuiet = false;
        while (!isQuiet && _connections.Count > 0 && Environment.TickCount64 < limit)
        {
            long echoed = _connections.Echoed;
            await Task.Delay(DrainRules.Quiet);
            isQuiet = _connections.Echoed == echoed && !_connections.AnyHasUnsent();
        }
    }
}
