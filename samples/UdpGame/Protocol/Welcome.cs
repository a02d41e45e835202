using System.Buffers.Binary;

namespace UdpGame;

/// <summary>Says that a client plays.</summary>
/// <param name="Id">The player's number, by which states name it.</param>
/// <param name="Rate">How many ticks a second there are.</param>
/// <param name="Key">What the player's further datagrams prove themselves by. Whoever can read the traffic can forge it; whoever only forges addresses cannot.</param>
internal readonly record struct Welcome(ushort Id, ushort Rate, ulong Key)
{
    /// <summary>How long it is.</summary>
    public const int Length = Wire.HeadLength + 12;

    /// <summary>Writes it.</summary>
    /// <returns>Its length.</returns>
    public int Write(Span<byte> datagram)
    {
        Wire.WriteHead(datagram, MessageKind.Welcome);
        BinaryPrimitives.WriteUInt16LittleEndian(datagram[4..], Id);
        BinaryPrimitives.WriteUInt16LittleEndian(datagram[6..], Rate);
        BinaryPrimitives.WriteUInt64LittleEndian(datagram[8..], Key);
        return Length;
    }

    /// <summary>Reads one.</summary>
    /// <returns>False when it is none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out Welcome welcome)
    {
        bool isOne = Wire.Is(datagram, MessageKind.Welcome, Length);
        welcome = isOne
            ? new Welcome(BinaryPrimitives.ReadUInt16LittleEndian(datagram[4..]), BinaryPrimitives.ReadUInt16LittleEndian(datagram[6..]), BinaryPrimitives.ReadUInt64LittleEndian(datagram[8..]))
            : default;
        return isOne;
    }
}
