using System.Buffers;

namespace Mux;

/// <summary>Bytes in the order in which they came, in buffers of a pool. Holds no buffer while there are none. For one thread.</summary>
internal sealed class PooledBytes(ArrayPool<byte> pool)
{
    // Small enough that a short message does not hold much, large enough that a long one is not cut to pieces.
    private const int SmallestBuffer = 4 * 1024;
    private const int LargestBuffer = 64 * 1024;

    private readonly Queue<byte[]> _buffers = new();
    private byte[]? _last; // The one that is being filled; also the queue's last.
    private int _start; // In the first.
    private int _end; // In the last.

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Copies some to the end.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_last is null || _end == _last.Length)
            {
                _last = pool.Rent(Math.Clamp(bytes.Length, SmallestBuffer, LargestBuffer));
                _end = 0;
                _buffers.Enqueue(_last);
            }

            int fit = Math.Min(bytes.Length, _last.Length - _end);
            bytes[..fit].CopyTo(_last.AsSpan(_end));
            _end += fit;
            Count += fit;
            bytes = bytes[fit..];
        }
    }

    /// <summary>The first ones, in as many pieces as there is room for.</summary>
    /// <returns>How many pieces.</returns>
    public int Peek(Span<ReadOnlyMemory<byte>> pieces)
    {
        int count = 0;
        foreach (byte[] buffer in _buffers)
        {
            if (count == pieces.Length)
            {
                break;
            }

            int start = count == 0 ? _start : 0;
            int end = ReferenceEquals(buffer, _last) ? _end : buffer.Length;
            pieces[count++] = buffer.AsMemory(start, end - start);
        }

        return count;
    }

    /// <summary>Takes away the first ones, and gives back the buffers that they filled.</summary>
    public void Remove(int count)
    {
        Count -= count;
        while (count > 0)
        {
            byte[] first = _buffers.Peek();
            int end = ReferenceEquals(first, _last) ? _end : first.Length;
            int taken = Math.Min(count, end - _start);
            _start += taken;
            count -= taken;
            if (_start == end)
            {
                GiveBackFirst();
            }
        }
    }

    /// <summary>Takes away all.</summary>
    public void Clear()
    {
        Count = 0;
        while (_buffers.Count > 0)
        {
            GiveBackFirst();
        }
    }

    private void GiveBackFirst()
    {
        byte[] first = _buffers.Dequeue();
        _start = 0;
        if (ReferenceEquals(first, _last))
        {
            (_last, _end) = (null, 0);
        }

        pool.Return(first);
    }
}
