using System.Runtime.InteropServices;

namespace UdpGame;

/// <summary>The address of a peer as the system writes it, of which only equality matters here: no system's layout has to be known.</summary>
internal readonly record struct PeerId
{
    /// <summary>How many bytes <see cref="Write"/> needs.</summary>
    public const int Length = 32;

    private readonly UInt128 _low;
    private readonly UInt128 _high;

    /// <summary>Of the system's bytes: 16 for IPv4, 28 for IPv6. Of a longer one the rest is left out.</summary>
    public PeerId(ReadOnlySpan<byte> address)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes.Clear();
        address[..Math.Min(address.Length, bytes.Length)].CopyTo(bytes);
        _low = MemoryMarshal.Read<UInt128>(bytes);
        _high = MemoryMarshal.Read<UInt128>(bytes[16..]);
    }

    /// <summary>Writes it.</summary>
    public void Write(Span<byte> bytes)
    {
        MemoryMarshal.Write(bytes, _low);
        MemoryMarshal.Write(bytes[16..], _high);
    }
}
