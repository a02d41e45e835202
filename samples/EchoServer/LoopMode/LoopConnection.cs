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

    private readonly StreamSocket _socket;
    private readonly ArrayPool<byte> _buffers;
    private volatile bool _hasUnsent; // Written on the loop; the draining server looks at it from outside.

    /// <summary>Attaches a connected socket. The connection owns it from here on.</summary>
    public LoopConnection(StreamSocket socket, EventLoop loop, ArrayPool<byte> buffers)
    {
        _socket = socket;
        _buffers = buffers;
        socket.AttachTo(loop);
    }

    /// <inheritdoc/>
    public long Echoed { get; private set; }

    /// <inheritdoc/>
    public bool HasUnsent => _hasUnsent;

    /// <summary>Echoes until the peer has ended and has got everything back, or is gone. On the loop. Throws nothing: whoever asked is told.</summary>
    /// <param name="ended">Is called last, on the loop, with what went wrong if anything did; an <see cref="ObjectDisposedException"/> when the loop has ended.</param>
    public async Task ServeAsync(Action<LoopConnection, Exception?> ended)
    {
        // One method with all in it: another one that awaited this would cost each connection 224 bytes more for as long as it lives.
        Exception? failure = null;
        try
        {
            bool hasEnded = false;
            while (!hasEnded)
            {
                await _socket.ReadableAsync();
                byte[] buffer = _buffers.Rent(BufferSize);
                try
                {
                    SocketResult received;
                    for (int reads = 1; (received = _socket.TryReceive(buffer)).IsDone; reads++)
                    {
                        for (int sent = 0; sent < received.Count;)
                        {
                            SocketResult some = _socket.TrySend(buffer.AsSpan(sent, received.Count - sent));
                            if (some.IsFailed)
                            {
                                return; // A reset: the peer wants nothing back.
                            }

                            sent += some.Count;
                            Echoed += some.Count;
                            _hasUnsent = some.WouldBlock;
                            if (some.WouldBlock)
                            {
                                await _socket.WritableAsync();
                            }
                        }

                        if (_socket.IsDrained)
                        {
                            break; // Another attempt would only say so.
                        }

                        if (reads % ReadsPerTurn == 0)
                        {
                            await Task.Yield();
                        }
                    }

                    hasEnded = !received.IsDone && !received.WouldBlock; // FIN, with everything before it sent; or a reset.
                }
                finally
                {
                    _buffers.Return(buffer);
                }
            }

            _ = _socket.TryShutdown(SocketShutdown.Send); // It fails where the peer has reset the connection: there is nobody left to tell.
        }
        catch (Exception caught)
        {
            failure = caught;
        }
        finally
        {
            ended(this, failure);
        }
    }

    /// <inheritdoc/>
    public void Close() => _socket.Dispose();
}
