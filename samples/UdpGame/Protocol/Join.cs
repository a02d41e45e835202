using System.Buffers.Binary;

namespace UdpGame;

/// <summary>Brings the cookie back.</summary>
/// <param name="Session">What the client calls itself, as in its hello. Whoever joins again under the same one goes on with the player that it has, if the server still knows it.</param>
/// <param name="Cookie">The cookie of the challenge.</param>
internal readonly record struct Join(ulong Session, UInt128 Cookie)
{
    /// <summary>Writes it.</summary>
    /// <returns>Its length.</returns>
    public int Write(Span<byte> datagram)
    {
        datagram[..Wire.QuestionLength].Clear();
        Wire.WriteHead(datagram, MessageKind.Join);
        BinaryPrimitives.WriteUInt64LittleEndian(datagram[4..], Session);
        BinaryPrimitives.WriteUInt128LittleEndian(datagram[12..], Cookie);
        return Wire.QuestionLength;
    }

    /// <summary>Reads one.</summary>
    /// <returns>False when it is none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out Join join)
    {
        bool isOne = Wire.Is(datagram, MessageKind.Join, Wire.QuestionLength);
        join = isOne ? new Join(BinaryPrimitives.ReadUInt64LittleEndian(datagram[4..]), BinaryPrimitives.ReadUInt128LittleEndian(datagram[12..])) : default;
        return isOne;
    }
}
