using System.Buffers.Binary;

namespace UdpGame;

/// <summary>Gives a cookie.</summary>
/// <param name="Session">That of the hello.</param>
/// <param name="Cookie">The cookie: bytes that mean something to the server only.</param>
internal readonly record struct Challenge(ulong Session, UInt128 Cookie)
{
    /// <summary>How long it is.</summary>
    public const int Length = Wire.HeadLength + 24;

    /// <summary>Writes it.</summary>
    /// <returns>Its length.</returns>
    public int Write(Span<byte> datagram)
    {
        Wire.WriteHead(datagram, MessageKind.Challenge);
        BinaryPrimitives.WriteUInt64LittleEndian(datagram[4..], Session);
        BinaryPrimitives.WriteUInt128LittleEndian(datagram[12..], Cookie);
        return Length;
    }

    /// <summary>Reads one.</summary>
    /// <returns>False when it is none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out Challenge challenge)
    {
        bool isOne = Wire.Is(datagram, MessageKind.Challenge, Length);
        challenge = isOne ? new Challenge(BinaryPrimitives.ReadUInt64LittleEndian(datagram[4..]), BinaryPrimitives.ReadUInt128LittleEndian(datagram[12..])) : default;
        return isOne;
    }
}
