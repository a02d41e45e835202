using System.Buffers.Binary;

namespace UdpGame;

/// <summary>Brings the cookie back.</summary>
/// <param name="Cookie">The cookie of the challenge.</param>
internal readonly record struct Join(UInt128 Cookie)
{
    /// <summary>Writes it.</summary>
    /// <returns>Its length.</returns>
    public int Write(Span<byte> datagram)
    {
        datagram[..Wire.QuestionLength].Clear();
        Wire.WriteHead(datagram, MessageKind.Join);
        BinaryPrimitives.WriteUInt128LittleEndian(datagram[4..], Cookie);
        return Wire.QuestionLength;
    }

    /// <summary>Reads one.</summary>
    /// <returns>False when it is none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out Join join)
    {
        bool isOne = Wire.Is(datagram, MessageKind.Join, Wire.QuestionLength);
        join = isOne ? new Join(BinaryPrimitives.ReadUInt128LittleEndian(datagram[4..])) : default;
        return isOne;
    }
}
