namespace UdpGame;

/// <summary>Asks for a cookie. It is as long as its answer will ever be, and longer.</summary>
internal static class Hello
{
    /// <summary>Writes one.</summary>
    /// <returns>Its length.</returns>
    public static int Write(Span<byte> datagram)
    {
        datagram[..Wire.QuestionLength].Clear();
        Wire.WriteHead(datagram, MessageKind.Hello);
        return Wire.QuestionLength;
    }

    /// <summary>Whether a datagram is one.</summary>
    public static bool IsOne(ReadOnlySpan<byte> datagram) => Wire.Is(datagram, MessageKind.Hello, Wire.QuestionLength);
}
