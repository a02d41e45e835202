namespace Mux.Compare.Servers;

/// <summary>One peer of an echo server: what it sends goes back to it, in order. For loops that are told of readiness.</summary>
internal sealed class EchoConnection(StreamSocket socket)
{
    private byte[] _unsent = []; // Empty but while the peer does not read.

    /// <summary>The peer's socket.</summary>
    public StreamSocket Socket => socket;

    /// <summary>What to wait for next.</summary>
    public Interests Awaited => _unsent.Length == 0 ? Interests.Readable : Interests.Writable;

    /// <summary>Echoes once; or until it would block, as an edge-triggered loop must.</summary>
    /// <returns>False when the peer is gone: the socket is closed then.</returns>
    public bool Echo(Span<byte> buffer, bool drain)
    {
        while (true)
        {
            if (!Send(_unsent))
            {
                return Close();
            }

            if (_unsent.Length > 0)
            {
                return true;
            }

            SocketResult received = socket.TryReceive(buffer);
            if (received.WouldBlock)
            {
                return true;
            }

            if (!received.IsDone || !Send(buffer[..received.Count]))
            {
                return Close();
            }

            if (!drain && _unsent.Length == 0)
            {
                return true;
            }
        }
    }

    // Keeps what the kernel has no room for.
    private bool Send(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return true;
        }

        SocketResult sent = socket.TrySend(bytes);
        _unsent = sent.Count == bytes.Length ? [] : bytes[sent.Count..].ToArray();
        return !sent.IsFailed;
    }

    private bool Close()
    {
        socket.Dispose();
        return false;
    }
}
