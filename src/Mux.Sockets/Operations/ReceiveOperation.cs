namespace Mux;

/// <summary>An awaited receive of a stream.</summary>
internal readonly struct ReceiveOperation(StreamSocket socket, Memory<byte> buffer)
{
    private readonly StreamSocket _socket = socket;
    private readonly Memory<byte> _buffer = buffer;

    public static readonly StepwiseAttempt<ReceiveOperation, SocketResult> Attempt =
        static (ref ReceiveOperation state, out SocketResult result) => state._socket.ReceiveUnlessDrained(state._buffer.Span, out result);
}
