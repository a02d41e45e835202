using System.Net;

namespace Mux;

/// <summary>One send of a datagram.</summary>
internal sealed class DatagramSendOperation(DatagramSocket socket, AsyncHandle handle) : ResultOperation<SocketResult>(handle, Interests.Writable)
{
    private ReadOnlyMemory<byte> _datagram;
    private SocketAddress? _to;

    public ValueTask<SocketResult> Begin(ReadOnlyMemory<byte> datagram, SocketAddress? to, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<SocketResult>(cancellation);
        }

        Reserve(cancellation);
        (_datagram, _to) = (datagram, to);
        return Start();
    }

    protected override bool TryFinish(out SocketResult result)
    {
        result = _to is null ? socket.TrySend(_datagram.Span) : socket.TrySend(_datagram.Span, _to);
        return !result.WouldBlock;
    }

    protected override void Release() => (_datagram, _to) = (default, null);
}
