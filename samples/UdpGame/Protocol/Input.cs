using System.Buffers.Binary;

namespace UdpGame;

/// <summary>What a player does.</summary>
/// <param name="Key">The player's key.</param>
/// <param name="Sequence">The number of this input: 1 for the first under a key, and one more each. An older one than the server has is of no use any more.</param>
/// <param name="Time">When it was sent, by the client's clock.</param>
/// <param name="Motion">Where it is, and how it moves.</param>
internal readonly record struct Input(ulong Key, uint Sequence, uint Time, Motion Motion)
{
    /// <summary>How long it is.</summary>
    public const int Length = Wire.HeadLength + 16 + Motion.Length;

    /// <summary>Writes it.</summary>
    /// <returns>Its length.</returns>
    public int Write(Span<byte> datagram)
    {
        Wire.WriteHead(datagram, MessageKind.Input);
        BinaryPrimitives.WriteUInt64LittleEndian(datagram[4..], Key);
        BinaryPrimitives.WriteUInt32LittleEndian(datagram[12..], Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(datagram[16..], Time);
        Motion.Write(datagram[20..]);
        return Length;
    }

    /// <summary>Reads one.</summary>
    /// <returns>False when it is none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out Input input)
    {
        bool isOne = Wire.Is(datagram, MessageKind.Input, Length);
        input = isOne
            ? new Input(
                BinaryPrimitives.ReadUInt64LittleEndian(datagram[4..]),
                BinaryPrimitives.ReadUInt32LittleEndian(datagram[12..]),
                BinaryPrimitives.ReadUInt32LittleEndian(datagram[16..]),
                Motion.Read(datagram[20..]))
            : default;
        return isOne;
    }
}
