using System.Net.Sockets;
using Mux;

namespace EchoServer;

/// <summary>One peer: what it sends goes back to it, in order, and no faster than it reads.</summary>
/// <remarks>
/// Either the last bytes read have all been sent and the connection reads, or some are unsent and it only writes. So it never holds more than one
/// buffer, and a peer that does not read fills the kernel's buffers and is then no longer read from. One thread at a time has a connection.
/// </remarks>
internal sealed class Connection : IConnection
{
    /// <summary>The most that one read takes, and so the most that a connection can have unsent.</summary>
    public const int BufferSize = 32 * 1024;

    private readonly StreamSocket _socket;
    private Unsent _unsent;

    /// <summary>Registers a connected socket, paused. The connection owns it from here on.</summary>
    public Connection(StreamSocket socket, IEventMultiplexer multiplexer, TriggerMode trigger)
    {
        _socket = socket;

        // Paused, because another thread may get the first event before this constructor has stored the registration.
        Registration = socket.Register(multiplexer, Interests.None, trigger, state: this);
    }

    /// <summary>The socket's registration, whose state is this connection.</summary>
    public EventRegistration Registration { get; }

    /// <inheritdoc/>
    public long Echoed { get; private set; }

    /// <inheritdoc/>
    public bool HasUnsent => !_unsent.IsEmpty;

    /// <summary>Whether the connection stands in its worker's queue for another turn.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Echoes until nothing is left to do at once, or the turn's reads are used up.</summary>
    /// <param name="buffer">Memory to read into; free again when this returns.</param>
    /// <param name="reads">How often it may read, from 1 up.</param>
    public Next TakeTurn(Span<byte> buffer, int reads)
    {
        if (!_unsent.IsEmpty && SendUnsent() is { } unfinished)
        {
            return unfinished;
        }

        for (; reads > 0; reads--)
        {
            SocketResult received = _socket.TryReceive(buffer);
            if (!received.IsDone)
            {
                return received.WouldBlock ? Next.Read
                    : received.IsClosed ? EndSending() // FIN. Everything before it has been sent, or this would not be reading.
                    : Next.Close; // A reset: the peer wants nothing back.
            }

            if (Send(buffer[..received.Count]) is { } shortSend)
            {
                return shortSend;
            }
        }

        return Next.Turn;
    }

    /// <inheritdoc/>
    public void Close()
    {
        _socket.Dispose();
        _unsent.Discard();
    }

    // Null once the bytes are gone; else what to wait for.
    private Next? Send(ReadOnlySpan<byte> bytes)
    {
        SocketResult sent = _socket.TrySend(bytes);
        if (sent.IsFailed)
        {
            return Next.Close;
        }

        Echoed += sent.Count;
        if (sent.Count == bytes.Length)
        {
            return null;
        }

        _unsent.Keep(bytes[sent.Count..]);
        return SendUnsent(); // A short send is not yet "would block", and an edge is due only after that.
    }

    private Next? SendUnsent()
    {
        while (!_unsent.IsEmpty)
        {
            SocketResult sent = _socket.TrySend(_unsent.Bytes);
            if (!sent.IsDone)
            {
                return sent.WouldBlock ? Next.Write : Next.Close;
            }

            Echoed += sent.Count;
            _unsent.Advance(sent.Count);
        }

        return null;
    }

    private Next EndSending()
    {
        _ = _socket.TryShutdown(SocketShutdown.Send); // It fails where the peer has reset the connection since: there is nobody left to tell.
        return Next.Close;
    }
}
