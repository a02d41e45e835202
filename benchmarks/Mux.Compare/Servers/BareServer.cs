namespace Mux.Compare.Servers;

/// <summary>Mux's bare interface, one thread, in each of the trigger modes.</summary>
internal sealed class BareServer(TriggerMode trigger) : IServer
{
    private readonly byte[] _buffer = new byte[Listening.BufferSize];

    public void Run(Action<int> listens)
    {
        using StreamListener listener = Listening.Start(listens);
        using IEventMultiplexer multiplexer = EventMultiplexer.Create();
        listener.Register(multiplexer, Interests.Readable);
        var events = new ReadyEvents();
        while (true)
        {
            multiplexer.Wait(events, Timeout.InfiniteTimeSpan);
            foreach (ReadyEvent ready in events)
            {
                if (ready.State is EchoConnection connection)
                {
                    Serve(connection);
                }
                else
                {
                    Accept(listener, multiplexer);
                }
            }
        }
    }

    private void Accept(StreamListener listener, IEventMultiplexer multiplexer)
    {
        // An edge-triggered registration is made for both directions at once, and never touched again.
        Interests interests = trigger == TriggerMode.Edge ? Interests.Readable | Interests.Writable : Interests.Readable;
        while (Listening.TryAccept(listener) is { } socket)
        {
            socket.Register(multiplexer, interests, trigger, new EchoConnection(socket));
        }
    }

    private void Serve(EchoConnection connection)
    {
        if (!connection.Echo(_buffer, drain: trigger == TriggerMode.Edge) || trigger == TriggerMode.Edge)
        {
            return;
        }

        EventRegistration registration = connection.Socket.Registration!;
        if (registration.Interests != connection.Awaited)
        {
            registration.Modify(connection.Awaited); // Arms a one-shot registration as well.
        }
        else if (trigger == TriggerMode.OneShot)
        {
            registration.Rearm();
        }
    }
}
