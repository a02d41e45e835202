using System.Net;
using Mux;

namespace EchoServer.Tests;

/// <summary>The server's parts in this process, on one thread that the fact drives step by step.</summary>
internal sealed class InsideServer : IDisposable
{
    private readonly Acceptor _acceptor;

    public InsideServer(IEventMultiplexer multiplexer, TriggerMode trigger)
    {
        StreamListener listener = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        Connections = new Connections(limit: 10);
        _acceptor = new Acceptor(listener, multiplexer, trigger, Connections, Errors);
        Worker = new Worker(multiplexer, _acceptor, Connections, Errors);
        _acceptor.Start();
    }

    public IPEndPoint EndPoint { get; }

    public Connections Connections { get; }

    public Worker Worker { get; }

    public StringWriter Errors { get; } = new();

    public void Dispose()
    {
        _acceptor.Dispose();
        Connections.CloseAll();
    }
}
