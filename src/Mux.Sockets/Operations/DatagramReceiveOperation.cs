using System.Net;

namespace Mux;

/// <summary>One receive of a datagram.</summary>
internal sealed class DatagramReceiveOperation(DatagramSocket socket, AsyncHandle handle) : ResultOperation<SocketResult>(handle, Interests.Readable)
{
    private Memory<byte> _buffer;
    private SocketAddress? _from;

    public ValueTask<SocketResult> Begin(Memory<byte> buffer, SocketAddress? from, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<SocketResult>(cancellation);
        }

        Reserve(cancellation);
        (_buffer, _from) = (buffer, from);
        return Start();
    }

    protected override bool TryFinish(out SocketResult result)
    {
        result = _from is null ? socket.TryReceive(_buffer.Span) : socket.TryReceive(_buffer.Span, _from);
        return !result.WouldBlock;
    }

    protected override void Release() => (_buffer, _from) = (default, null);
}
