using System.Buffers.Binary;

namespace UdpGame;

/// <summary>Says that no place is left.</summary>
/// <param name="Session">That of the join.</param>
internal readonly record struct Full(ulong Session)
{
    /// <summary>How long it is.</summary>
    public const int Length = Wire.HeadLength + 8;

    /// <summary>Writes it.</summary>
    /// <returns>Its length.</returns>
    public int Write(Span<byte> datagram)
    {
        Wire.WriteHead(datagram, MessageKind.Full);
        BinaryPrimitives.WriteUInt64LittleEndian(datagram[4..], Session);
        return Length;
    }

    /// <summary>Reads one.</summary>
    /// <returns>False when it is none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out Full full)
    {
        bool isOne = Wire.Is(datagram, MessageKind.Full, Length);
        full = isOne ? new Full(BinaryPrimitives.ReadUInt64LittleEndian(datagram[4..])) : default;
        return isOne;
    }
}
