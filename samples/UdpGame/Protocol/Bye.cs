using System.Buffers.Binary;

namespace UdpGame;

/// <summary>Ends it, in either direction. It is not repeated: silence ends it, too.</summary>
/// <param name="Key">The player's key.</param>
internal readonly record struct Bye(ulong Key)
{
    /// <summary>How long it is.</summary>
    public const int Length = Wire.HeadLength + 8;

    /// <summary>Writes it.</summary>
    /// <returns>Its length.</returns>
    public int Write(Span<byte> datagram)
    {
        Wire.WriteHead(datagram, MessageKind.Bye);
        BinaryPrimitives.WriteUInt64LittleEndian(datagram[4..], Key);
        return Length;
    }

    /// <summary>Reads one.</summary>
    /// <returns>False when it is none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out Bye bye)
    {
        bool isOne = Wire.Is(datagram, MessageKind.Bye, Length);
        bye = isOne ? new Bye(BinaryPrimitives.ReadUInt64LittleEndian(datagram[4..])) : default;
        return isOne;
    }
}
