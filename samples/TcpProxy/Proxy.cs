using System.Net;
using System.Net.Sockets;
using Mux;
using Samples;

namespace TcpProxy;

/// <summary>A listener, and connections that are forwarded on the loops of a group.</summary>
internal sealed class Proxy : IDisposable
{
    /// <summary>How many descriptors a connection may need: its own and the target's, and a pipe each way, of two ends, while its peers do not take what comes.</summary>
    public const int DescriptorsPerConnection = 6;

    // After so many in a row the connections of this loop get their turn.
    private const int Batch = 64;

    // How long a target may take to be connected, over all its addresses.
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);

    // How long connections that are open may go on after the proxy was told to stop.
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);

    private readonly EventLoopGroup _loops;
    private readonly StreamListener _listener;
    private readonly int _maxConnections;
    private readonly Connections _connections = new();
    private readonly Forwarder _forwarder;
    private readonly Trouble _trouble;
    private readonly TextWriter _errors;
    private readonly CancellationTokenSource _stop = new(); // Neither is disposed of: a late Stop is harmless, and they hold nothing.
    private readonly CancellationTokenSource _cutOff = new();

    /// <summary>Listens. Clients can connect from here on; they are served once <see cref="RunAsync"/> is called.</summary>
    /// <exception cref="SocketException">The system refused the address: in use, not this machine's, or not allowed.</exception>
    public Proxy(ProxyOptions options, EventLoopGroup loops, TextWriter errors)
    {
        _loops = loops;
        _errors = errors;
        _maxConnections = options.MaxConnections;
        _trouble = new Trouble(errors, TimeProvider.System);
        _forwarder = new Forwarder(new Connector(options.To.ResolveAsync, ConnectLimit, StreamSocket.Open), $"{options.To}", options.IdleLimit, _trouble);
        _listener = StreamListener.Listen(options.Listen);
    }

    /// <summary>Where it listens, with the port that the system picked.</summary>
    public EndPoint EndPoint => _listener.LocalEndPoint!;

    /// <summary>Serves until <see cref="Stop"/>, then lets open connections end for a while.</summary>
    /// <returns>What was done.</returns>
    /// <exception cref="MultiplexerException">A loop cannot wait any more.</exception>
    public async Task<ProxyTotals> RunAsync()
    {
        await ServeUntilStoppedAsync();
        _listener.Dispose();
        await Task.WhenAny(_connections.WhenNone(), Task.Delay(DrainLimit));
        await _cutOff.CancelAsync();
        await _connections.WhenNone();
        await _loops.StopAsync();
        return _connections.Totals();
    }

    /// <summary>Ends the serving. From any thread, and again.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Stops listening, if <see cref="RunAsync"/> has not.</summary>
    public void Dispose() => _listener.Dispose();

    private async Task ServeUntilStoppedAsync()
    {
        Task accepting = _loops.Next().InvokeAsync(AcceptAsync);
        Task first = await Task.WhenAny([accepting, .. _loops.Select(loop => loop.Completion)]);
        try
        {
            await first; // A loop that cannot wait any more ends the proxy, with the reason.
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    private async Task AcceptAsync()
    {
        using var log = new ErrorLog(_errors);
        using var acceptor = new ConnectionAcceptor(_listener, EventLoop.Current!, new ConnectionAcceptorOptions
        {
            MaxConnections = _maxConnections,
            DescriptorsPerConnection = DescriptorsPerConnection,
            WhenOutOfResources = ConnectionOverflow.Wait,
            LoggerFactory = log,
        });
        for (int taken = 1; ; taken++)
        {
            Begin(await acceptor.AcceptAsync(_stop.Token));
            if (taken % Batch == 0)
            {
                await Task.Yield();
            }
        }
    }

    private void Begin(StreamSocket client)
    {
        _connections.Open();
        try
        {
            EventLoop loop = _loops.LeastLoaded();
            client.AttachTo(loop); // Here, and not there: so it counts when the next one of a burst looks for a loop.
            loop.Post(() => _ = ForwardAsync(client));
        }
        catch (Exception failure)
        {
            // The system's limit on watches, or a loop that has ended. The next connection may do better.
            client.Abort();
            Report(failure);
            _connections.Close(relayed: null, wasCutOff: false);
        }
    }

    private void Report(Exception failure) => _trouble.Report($"a connection failed and was closed: {failure.Message}");

    private async Task ForwardAsync(StreamSocket client)
    {
        RelayTotals? relayed = null;
        bool wasCutOff = false;
        try
        {
            relayed = await _forwarder.ForwardAsync(client, _cutOff.Token);
        }
        catch (OperationCanceledException)
        {
            wasCutOff = true;
        }
        catch (Exception failure)
        {
            // One connection's trouble is not the others': whatever it was, it ends here.
            Report(failure);
        }

        _connections.Close(relayed, wasCutOff);
    }
}
