using System.Net;

namespace Mux;

/// <summary>A receive of a datagram into a span.</summary>
internal ref struct DatagramReceiveAttempt(DatagramSocket socket, Span<byte> buffer, Span<byte> address)
{
    private readonly DatagramSocket _socket = socket;
    private readonly Span<byte> _buffer = buffer;
    private readonly Span<byte> _address = address;

    /// <summary>The length of the sender's address.</summary>
    public int AddressLength;

    public static readonly StepwiseAttempt<DatagramReceiveAttempt, SocketResult> Attempt =
        static (ref DatagramReceiveAttempt state, out SocketResult result) => state._socket.Receive(state._buffer, state._address, out state.AddressLength, out result);
}

/// <summary>A send of a datagram from a span.</summary>
internal readonly ref struct DatagramSendAttempt(DatagramSocket socket, ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> address)
{
    private readonly DatagramSocket _socket = socket;
    private readonly ReadOnlySpan<byte> _datagram = datagram;
    private readonly ReadOnlySpan<byte> _address = address;

    public static readonly StepwiseAttempt<DatagramSendAttempt, SocketResult> Attempt =
        static (ref DatagramSendAttempt state, out SocketResult result) => state._socket.Send(state._datagram, state._address, out result);
}

/// <summary>A receive or send of a batch.</summary>
internal readonly struct BatchAttempt(DatagramSocket socket, DatagramBatch batch, int start = 0)
{
    private readonly DatagramSocket _socket = socket;
    private readonly DatagramBatch _batch = batch;
    private readonly int _start = start;

    public static readonly StepwiseAttempt<BatchAttempt, SocketResult> Receive =
        static (ref BatchAttempt state, out SocketResult result) => state._socket.Receive(state._batch, out result);

    public static readonly StepwiseAttempt<BatchAttempt, SocketResult> Send =
        static (ref BatchAttempt state, out SocketResult result) => state._socket.Send(state._batch, state._start, out result);
}

/// <summary>An awaited receive of a datagram.</summary>
internal readonly struct DatagramReceiveOperation(DatagramSocket socket, Memory<byte> buffer, SocketAddress? from)
{
    private readonly DatagramSocket _socket = socket;
    private readonly Memory<byte> _buffer = buffer;
    private readonly SocketAddress? _from = from;

    public static readonly StepwiseAttempt<DatagramReceiveOperation, ReceivedDatagram> Attempt = static (ref DatagramReceiveOperation state, out ReceivedDatagram received) =>
    {
        AttemptOutcome outcome = state._socket.Receive(state._buffer.Span, state._from, out SocketResult result).OrThrow(result, out int length);
        received = new ReceivedDatagram(length, result.IsTruncated);
        return outcome;
    };
}

/// <summary>An awaited send of a datagram.</summary>
internal readonly struct DatagramSendOperation(DatagramSocket socket, ReadOnlyMemory<byte> datagram, SocketAddress? to)
{
    private readonly DatagramSocket _socket = socket;
    private readonly ReadOnlyMemory<byte> _datagram = datagram;
    private readonly SocketAddress? _to = to;

    public static readonly StepwiseAttempt<DatagramSendOperation, int> Attempt = static (ref DatagramSendOperation state, out int sent) =>
        state._socket.Send(state._datagram.Span, state._to is { } to ? NativeAddress.Bytes(to) : [], out SocketResult result).OrThrow(result, out sent);
}
