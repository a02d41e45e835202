namespace Mux;

/// <summary>One socket of a relay, registered once and edge-triggered: each event goes to the directions that it may let move.</summary>
/// <param name="relay">The relay.</param>
/// <param name="socket">The socket.</param>
/// <param name="incoming">The direction that reads from it.</param>
/// <param name="outgoing">The direction that writes to it.</param>
internal sealed class RelaySide(RunningRelay relay, StreamSocket socket, RelayDirection incoming, RelayDirection outgoing) : IReadyHandler, IDisposable
{
    /// <summary>By which it is watched; null before.</summary>
    public EventRegistration? Registration { get; set; }

    public void OnReady(ReadyEvent ready)
    {
        // Asked for at once: a direction that is stalled reads nothing, and would not meet the reset before the other side takes something.
        if ((ready.Readiness & Readiness.Error) != 0 && relay.FailedBy(socket))
        {
            return;
        }

        if (ready.HasPriority)
        {
            incoming.CopyFromNowOn();
        }

        if ((ready.CanRead || ready.HasPriority) && !incoming.IsStalled)
        {
            relay.Advance(incoming);
        }

        if (ready.CanWrite && outgoing.IsStalled)
        {
            relay.Advance(outgoing);
        }
    }

    /// <summary>Has the loop watch the socket, and nothing else: it may have been awaited before, for example while it connected.</summary>
    public void Watch(EventLoop loop) => socket.WatchBy(loop, this);

    /// <summary>Ends the watch: the socket is being closed, by the relay or by somebody else. From any thread.</summary>
    public void Dispose()
    {
        Registration?.Dispose();
        relay.OnSocketClosed();
    }
}
