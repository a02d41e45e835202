using System.Buffers.Binary;

namespace UdpGame;

/// <summary>Says that a client plays.</summary>
/// <param name="Session">That of the join.</param>
/// <param name="Id">The player's number, by which states name it.</param>
/// <param name="Rate">How many ticks a second there are.</param>
/// <param name="Key">
/// What all further datagrams prove themselves by, in both directions. Whoever can read the traffic can forge it; whoever only forges addresses cannot. As long as it is the same one, inputs go on with their numbers.
/// </param>
internal readonly record struct Welcome(ulong Session, ushort Id, ushort Rate, ulong Key)
{
    /// <summary>How long it is.</summary>
    public const int Length = Wire.HeadLength + 20;

    /// <summary>Writes it.</summary>
    /// <returns>Its length.</returns>
    public int Write(Span<byte> datagram)
    {
        Wire.WriteHead(datagram, MessageKind.Welcome);
        BinaryPrimitives.WriteUInt64LittleEndian(datagram[4..], Session);
        BinaryPrimitives.WriteUInt16LittleEndian(datagram[12..], Id);
        BinaryPrimitives.WriteUInt16LittleEndian(datagram[14..], Rate);
        BinaryPrimitives.WriteUInt64LittleEndian(datagram[16..], Key);
        return Length;
    }

    /// <summary>Reads one.</summary>
    /// <returns>False when it is none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out Welcome welcome)
    {
        bool isOne = Wire.Is(datagram, MessageKind.Welcome, Length);
        welcome = isOne
            ? new Welcome(
                BinaryPrimitives.ReadUInt64LittleEndian(datagram[4..]),
                BinaryPrimitives.ReadUInt16LittleEndian(datagram[12..]),
                BinaryPrimitives.ReadUInt16LittleEndian(datagram[14..]),
                BinaryPrimitives.ReadUInt64LittleEndian(datagram[16..]))
            : default;
        return isOne;
    }
}
