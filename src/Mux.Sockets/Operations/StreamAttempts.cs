namespace Mux;

/// <summary>A receive into a span.</summary>
internal readonly ref struct ReceiveAttempt(StreamSocket socket, Span<byte> buffer)
{
    private readonly StreamSocket _socket = socket;
    private readonly Span<byte> _buffer = buffer;

    public static readonly StepwiseAttempt<ReceiveAttempt, SocketResult> Attempt =
        static (ref ReceiveAttempt state, out SocketResult result) => state._socket.Receive(state._buffer, out result);
}

/// <summary>A send of one or two spans.</summary>
internal readonly ref struct SendAttempt(StreamSocket socket, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, SendHints hints)
{
    private readonly StreamSocket _socket = socket;
    private readonly ReadOnlySpan<byte> _first = first;
    private readonly ReadOnlySpan<byte> _second = second;
    private readonly SendHints _hints = hints;

    public static readonly StepwiseAttempt<SendAttempt, SocketResult> Attempt =
        static (ref SendAttempt state, out SocketResult result) => state._socket.Send(state._first, state._second, state._hints, out result);
}

/// <summary>A send of several pieces.</summary>
internal readonly ref struct GatheredSendAttempt(StreamSocket socket, ReadOnlySpan<ReadOnlyMemory<byte>> buffers)
{
    private readonly StreamSocket _socket = socket;
    private readonly ReadOnlySpan<ReadOnlyMemory<byte>> _buffers = buffers;

    public static readonly StepwiseAttempt<GatheredSendAttempt, SocketResult> Attempt =
        static (ref GatheredSendAttempt state, out SocketResult result) => state._socket.Send(state._buffers, out result);
}
