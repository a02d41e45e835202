namespace Mux.Compare.Servers;

/// <summary>Mux's event loop, with a handler for each connection.</summary>
internal sealed class HandlerServer : IServer
{
    private readonly byte[] _buffer = new byte[Listening.BufferSize];

    public void Run(Action<int> listens)
    {
        using StreamListener listener = Listening.Start(listens);
        using var loop = new EventLoop(EventMultiplexer.Create());
        loop.Register(listener.Handle, Interests.Readable, TriggerMode.Level, new Acceptor(listener, loop, _buffer));
        loop.Run();
    }

    private sealed class Acceptor(StreamListener listener, EventLoop loop, byte[] buffer) : IReadyHandler
    {
        public void OnReady(ReadyEvent ready)
        {
            while (Listening.TryAccept(listener) is { } socket)
            {
                var handler = new Handler(new EchoConnection(socket), buffer);
                handler.Registration = loop.Register(socket.Handle, Interests.Readable, TriggerMode.Level, handler);
            }
        }
    }

    private sealed class Handler(EchoConnection connection, byte[] buffer) : IReadyHandler
    {
        public EventRegistration? Registration { get; set; }

        public void OnReady(ReadyEvent ready)
        {
            if (!connection.Echo(buffer, drain: false))
            {
                Registration!.Dispose();
            }
            else if (Registration!.Interests != connection.Awaited)
            {
                Registration.Modify(connection.Awaited);
            }
        }
    }
}
