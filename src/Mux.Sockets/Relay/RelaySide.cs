namespace Mux;

/// <summary>One socket of a relay, registered once and edge-triggered: each event goes to the directions that it may let move.</summary>
/// <param name="relay">The relay.</param>
/// <param name="socket">The socket.</param>
/// <param name="incoming">The direction that reads from it.</param>
/// <param name="outgoing">The direction that writes to it.</param>
internal sealed class RelaySide(RunningRelay relay, StreamSocket socket, RelayDirection incoming, RelayDirection outgoing) : IReadyHandler
{
    /// <summary>Whether the socket was closed by somebody else.</summary>
    public bool IsOrphaned => socket.Handle.IsClosed;

    public void OnReady(ReadyEvent ready)
    {
        // Asked for at once: a direction that is stalled reads nothing, and would not meet the reset before the other side takes something.
        if ((ready.Readiness & Readiness.Error) != 0 && relay.FailedBy(socket))
        {
            return;
        }

        if (ready.CanRead && !incoming.IsStalled)
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
}
