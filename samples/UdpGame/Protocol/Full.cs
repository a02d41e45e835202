namespace UdpGame;

/// <summary>Says that no place is left.</summary>
internal static class Full
{
    /// <summary>Writes one.</summary>
    /// <returns>Its length.</returns>
    public static int Write(Span<byte> datagram)
    {
        Wire.WriteHead(datagram, MessageKind.Full);
        return Wire.HeadLength;
    }

    /// <summary>Whether a datagram is one.</summary>
    public static bool IsOne(ReadOnlySpan<byte> datagram) => Wire.Is(datagram, MessageKind.Full, Wire.HeadLength);
}
