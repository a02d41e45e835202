using System.Buffers;

namespace EchoServer;

/// <summary>What a short send left behind. Holds a buffer only while there is something in it, so an idle connection costs none.</summary>
internal struct Unsent
{
    private byte[]? _rented;
    private int _start;
    private int _end;

    /// <summary>Whether everything has been sent.</summary>
    public readonly bool IsEmpty => _rented is null;

    /// <summary>The bytes still to be sent, in order.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _rented.AsSpan(_start, _end - _start);

    /// <summary>Keeps a copy of what could not be sent. Nothing else may be kept at the time: whoever has unsent bytes does not read.</summary>
    public void Keep(ReadOnlySpan<byte> rest)
    {
        _rented = ArrayPool<byte>.Shared.Rent(rest.Length);
        rest.CopyTo(_rented);
        (_start, _end) = (0, rest.Length);
    }

    /// <summary>Notes that the first bytes have been sent, and gives the buffer back after the last one.</summary>
    public void Advance(int sent)
    {
        _start += sent;
        if (_start == _end)
        {
            Discard();
        }
    }

    /// <summary>Gives the buffer back, sent or not.</summary>
    public void Discard()
    {
        if (_rented is { } buffer)
        {
            _rented = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
