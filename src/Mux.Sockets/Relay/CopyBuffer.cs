using System.Buffers;

namespace Mux;

/// <summary>A pooled buffer as carrier: where there is no splice(2), and where descriptors have run out.</summary>
internal sealed class CopyBuffer : IRelayCarrier
{
    private const int Size = 64 * 1024;

    private byte[]? _rented = ArrayPool<byte>.Shared.Rent(Size);
    private int _start;
    private int _end;

    public int Capacity => Size;

    public int Count => _end - _start;

    public SocketResult TryFill(StreamSocket from, int most)
    {
        if (Count == 0)
        {
            (_start, _end) = (0, 0);
        }

        int room = Math.Min(Size - _end, most);
        if (room == 0)
        {
            return SocketResult.Done(0);
        }

        SocketResult received = from.TryReceive(_rented.AsSpan(_end, room));
        _end += received.Count;
        return received;
    }

    public SocketResult TryDrain(StreamSocket to)
    {
        if (Count == 0)
        {
            return SocketResult.Done(0);
        }

        SocketResult sent = to.TrySend(_rented.AsSpan(_start, Count));
        _start += sent.Count;
        return sent;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, null) is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
