using System.Buffers.Binary;

namespace UdpGame;

/// <summary>Asks for a cookie. It is as long as its answer will ever be, and longer.</summary>
/// <param name="Session">What the client calls itself: a secret that the answers bring back, by which it knows them.</param>
internal readonly record struct Hello(ulong Session)
{
    /// <summary>Writes it.</summary>
    /// <returns>Its length.</returns>
    public int Write(Span<byte> datagram)
    {
        datagram[..Wire.QuestionLength].Clear();
        Wire.WriteHead(datagram, MessageKind.Hello);
        BinaryPrimitives.WriteUInt64LittleEndian(datagram[4..], Session);
        return Wire.QuestionLength;
    }

    /// <summary>Reads one.</summary>
    /// <returns>False when it is none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out Hello hello)
    {
        bool isOne = Wire.Is(datagram, MessageKind.Hello, Wire.QuestionLength);
        hello = isOne ? new Hello(BinaryPrimitives.ReadUInt64LittleEndian(datagram[4..])) : default;
        return isOne;
    }
}
