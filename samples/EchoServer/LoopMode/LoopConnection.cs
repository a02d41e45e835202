using System.Buffers;
using System.Net.Sockets;
using Mux;

namespace EchoServer;

/// <summary>One peer, as an async method on one loop: what it sends goes back to it, in order, and no faster than it reads.</summary>
/// <remarks>The method reads only when all it has read has been sent: that is the back-pressure. It holds a buffer from an event until it would block with nothing unsent, so an idle connection costs none.</remarks>
internal sealed class LoopConnection : IConnection
{
    /// <summary>The most that one read takes, and so the most that a connection can have unsent.</summary>
    public const int BufferSize = 32 * 1024;

    // After so many reads the loop's other connections have their turn. An await alone does not give it to them: one that need not wait goes straight on.
    private const int ReadsPerTurn = 16;

    private readonly Socket _socket;
    private readonly AsyncHandle _handle;
    private readonly ArrayPool<byte> _buffers;
    private volatile bool _hasUnsent; // Written on the loop; the draining server looks at it from outside.

    /// <summary>Attaches a connected, non-blocking socket. The connection owns it from here on.</summary>
    public LoopConnection(Socket socket, EventLoop loop, ArrayPool<byte> buffers)
    {
        _socket = socket;
        _buffers = buffers;
        _handle = loop.Attach(socket);
    }

    /// <inheritdoc/>
    public long Echoed { get; private set; }

    /// <inheritdoc/>
    public bool HasUnsent => _hasUnsent;

    /// <summary>Echoes until the peer has ended and has got everything back. On the loop.</summary>
    /// <exception cref="SocketException">The peer is gone: it wants nothing back.</exception>
    /// <exception cref="ObjectDisposedException">The loop has ended.</exception>
    public async Task EchoAsync()
    {
        bool hasEnded = false;
        while (!hasEnded)
        {
            await _handle.ReadableAsync();
            byte[] buffer = _buffers.Rent(BufferSize);
            try
            {
                for (int reads = 1; !hasEnded && TryReceive(buffer, out int received); reads++)
                {
                    hasEnded = received == 0; // FIN. Everything before it has been sent.
                    for (int sent = 0; !TrySend(buffer.AsSpan(0, received), ref sent);)
                    {
                        _hasUnsent = true;
                        await _handle.WritableAsync();
                    }

                    _hasUnsent = false;
                    if (reads % ReadsPerTurn == 0)
                    {
                        await Task.Yield();
                    }
                }
            }
            finally
            {
                _buffers.Return(buffer);
            }
        }

        _socket.Shutdown(SocketShutdown.Send);
    }

    /// <inheritdoc/>
    public void Close()
    {
        _handle.Dispose(); // First, so that the descriptor number's next owner gets none of its events.
        _socket.Dispose();
    }

    // False when it would block.
    private bool TryReceive(Span<byte> buffer, out int received)
    {
        received = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
        return error switch
        {
            SocketError.Success => true,
            SocketError.WouldBlock => false,
            _ => throw new SocketException((int)error),
        };
    }

    // Sends from where it stands until the end; false when it would block before.
    private bool TrySend(ReadOnlySpan<byte> bytes, ref int sent)
    {
        while (sent < bytes.Length)
        {
            int more = _socket.Send(bytes[sent..], SocketFlags.None, out SocketError error);
            switch (error)
            {
                case SocketError.Success:
                    sent += more;
                    Echoed += more;
                    break;
                case SocketError.WouldBlock:
                    return false;
                default:
                    throw new SocketException((int)error);
            }
        }

        return true;
    }
}
