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

    private readonly Socket _socket;
    private Unsent _unsent;

    /// <summary>Registers a connected, non-blocking socket, paused. The connection owns it from here on.</summary>
    public Connection(Socket socket, IEventMultiplexer multiplexer, TriggerMode trigger)
    {
        _socket = socket;

        // Paused, because another thread may get the first event before this constructor has stored the registration.
        Registration = multiplexer.Register(socket, Interests.None, trigger, state: this);
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
            int received = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
            switch (error)
            {
                case SocketError.Success when received == 0:
                    return EndSending(); // FIN. Everything before it has been sent, or this would not be reading.
                case SocketError.Success:
                    break;
                case SocketError.WouldBlock:
                    Registration.NotifyWouldBlock(Interests.Readable);
                    return Next.Read;
                default:
                    return Next.Close; // A reset: the peer wants nothing back.
            }

            if (Send(buffer[..received]) is { } shortSend)
            {
                return shortSend;
            }
        }

        return Next.Turn;
    }

    /// <inheritdoc/>
    public void Close()
    {
        Registration.Dispose(); // First, so that the descriptor number's next owner gets none of its events.
        _socket.Dispose();
        _unsent.Discard();
    }

    // Null once the bytes are gone; else what to wait for.
    private Next? Send(ReadOnlySpan<byte> bytes)
    {
        int sent = _socket.Send(bytes, SocketFlags.None, out SocketError error);
        if (error is not (SocketError.Success or SocketError.WouldBlock))
        {
            return Next.Close;
        }

        Echoed += sent;
        if (sent == bytes.Length)
        {
            return null;
        }

        _unsent.Keep(bytes[sent..]);
        return SendUnsent(); // A short send is not yet "would block", and an edge is due only after that.
    }

    private Next? SendUnsent()
    {
        while (!_unsent.IsEmpty)
        {
            int sent = _socket.Send(_unsent.Bytes, SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock)
            {
                Registration.NotifyWouldBlock(Interests.Writable);
                return Next.Write;
            }

            if (error != SocketError.Success)
            {
                return Next.Close;
            }

            Echoed += sent;
            _unsent.Advance(sent);
        }

        return null;
    }

    private Next EndSending()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The peer has reset the connection since: there is nobody left to tell.
        }

        return Next.Close;
    }
}
