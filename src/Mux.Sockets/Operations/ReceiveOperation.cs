namespace Mux;

/// <summary>One receive of a stream.</summary>
internal sealed class ReceiveOperation(StreamSocket socket, AsyncHandle handle) : ResultOperation<SocketResult>(handle, Interests.Readable)
{
    private Memory<byte> _buffer;

    protected override bool WouldBlock => socket.IsDrained;

    public ValueTask<SocketResult> Begin(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<SocketResult>(cancellation);
        }

        Reserve(cancellation);
        _buffer = buffer;
        return Start();
    }

    protected override bool TryFinish(out SocketResult result)
    {
        result = socket.TryReceive(_buffer.Span);
        return !result.WouldBlock;
    }

    protected override void Release() => _buffer = default;
}
