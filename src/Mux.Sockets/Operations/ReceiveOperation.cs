namespace Mux;

/// <summary>An awaited receive of a stream: the count, and 0 at the end.</summary>
internal readonly struct ReceiveOperation(StreamSocket socket, Memory<byte> buffer)
{
    private readonly StreamSocket _socket = socket;
    private readonly Memory<byte> _buffer = buffer;

    public static readonly StepwiseAttempt<ReceiveOperation, int> Attempt = static (ref ReceiveOperation state, out int received) =>
        state._socket.ReceiveUnlessDrained(state._buffer.Span, out SocketResult result).OrThrow(result, out received);
}
