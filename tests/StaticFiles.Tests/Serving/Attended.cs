using System.Net;
using Mux;
using StaticFiles.Http;
using StaticFiles.Serving;
using StaticFiles.Site;

namespace StaticFiles.Tests.Serving;

/// <summary>The inside of a server, in this process: loops, what serves on each, and a listener that nobody accepts from unless a fact does.</summary>
internal sealed class Attended : IDisposable
{
    private readonly SiteFolder _folder;
    private readonly StreamListener _listener = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly StringWriter _errors = new();

    public Attended(int loops, Deadlines deadlines, TimeProvider? clock = null)
    {
        Site.With("a.txt", "hello");
        _folder = SiteFolder.Open(Site.Root);
        Loops = EventLoopGroup.Start(loops, services: new EventLoopServices { TimeProvider = clock ?? TimeProvider.System });
        var responder = new Responder(_folder, TimeProvider.System, HttpLimits.Default);
        Workers = Loops.ToDictionary(loop => loop, loop => new LoopWorker(loop, responder, deadlines, Connections, TextWriter.Synchronized(_errors)));
        Acceptor = new Acceptor(_listener, Loops, Workers, new ConnectionAcceptorOptions());
    }

    public SiteOnDisk Site { get; } = new();

    public EventLoopGroup Loops { get; }

    public IReadOnlyDictionary<EventLoop, LoopWorker> Workers { get; }

    public OpenConnections Connections { get; } = new();

    public Acceptor Acceptor { get; }

    /// <summary>A peer that waits to be accepted.</summary>
    public Client Connect() => new((IPEndPoint)_listener.LocalEndPoint!);

    /// <summary>The next peer's connection, without the acceptor.</summary>
    public StreamSocket Accept()
    {
        StreamSocket? socket = null;
        Assert.True(SpinWait.SpinUntil(() => _listener.TryAccept(out socket, out _), ServerProcess.Bound));
        return socket!;
    }

    /// <summary>What a function finds on a loop's thread.</summary>
    public static Task<T> Ask<T>(EventLoop loop, Func<T> function) =>
        loop.InvokeAsync(function, TestContext.Current.CancellationToken).WaitAsync(ServerProcess.Bound, TestContext.Current.CancellationToken);

    public void Dispose()
    {
        Loops.Dispose();
        _listener.Dispose();
        _folder.Dispose();
        Site.Dispose();
    }
}
