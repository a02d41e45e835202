using System.Net.Sockets;

namespace Mux;

/// <summary>One socket of a relay, registered once and edge-triggered: each event goes to the directions that it may let move.</summary>
/// <param name="relay">The relay.</param>
/// <param name="socket">The socket.</param>
internal sealed class RelaySide(RunningRelay relay, StreamSocket socket) : IReadyHandler, IDisposable
{
    /// <summary>The registration that watches the socket; null before.</summary>
    public EventRegistration? Registration { get; set; }

    public StreamSocket Socket => socket;

    /// <summary>The direction that reads from the socket.</summary>
    public required RelayDirection Incoming { get; init; }

    /// <summary>The direction that writes to the socket.</summary>
    public required RelayDirection Outgoing { get; init; }

    /// <summary>Why the connection failed; <see cref="SocketError.Success"/> while it has not.</summary>
    public SocketError Error { get; private set; }

    public bool HasFailed => Error != SocketError.Success;

    /// <summary>A call has told that the connection failed. The system says so once: the calls after it may answer as if the peer had ended.</summary>
    public void Fail(SocketError error) => Error = HasFailed ? Error : error;

    public void OnReady(ReadyEvent ready)
    {
        if (ready.HasPriority)
        {
            Incoming.CopyFromNowOn();
        }

        // Reading comes first, also after a reset: what was received before it is still there, and the reset comes behind it.
        if ((ready.CanRead || ready.HasPriority) && !Incoming.IsStalled)
        {
            relay.Advance(Incoming);
        }

        if (ready.CanWrite && Outgoing.IsStalled)
        {
            relay.Advance(Outgoing);
        }

        if ((ready.Readiness & Readiness.Error) != 0)
        {
            relay.OnFailureOf(this);
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
