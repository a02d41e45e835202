using System.Buffers.Binary;

namespace UdpGame;

/// <summary>What all datagrams have in common.</summary>
/// <remarks>
/// <para>
/// Numbers are little endian. Every datagram begins with four bytes: the magic number (2), the version (1), the kind (1). Each kind has one length, and a state says how many players follow; anything else is malformed. What is malformed, of an unknown sender or
/// under a wrong key is counted and never answered.
/// </para>
/// <code>
/// client                         server
/// hello     32 bytes: session -->              nothing is remembered of it
///                         &lt;--    challenge     28 bytes: session, cookie
/// join      32: session, cookie -->            only now there is a player
///                         &lt;--    welcome       24 bytes: session, id, rate, key; or full, 12: session
/// input     28: key, 20 a second -->
///                         &lt;--    state         40 bytes and 10 a player: key, one a tick
/// bye       12: key       --> or &lt;--           the end
/// </code>
/// <para>
/// A client chooses its session at random and keeps it as long as it lives; the server chooses the key. Answers bring the session back, and everything else has the key: whoever only forges addresses, and reads nothing of the traffic, is believed by neither side.
/// </para>
/// <para>
/// A client that hears nothing any more asks again. If the server still knows the session, the key is the same one, and inputs go on with their numbers; so a join that comes twice, or late, changes nothing. Another session takes the place of one at the same
/// address only when nothing has been heard of that one for a while.
/// </para>
/// <para>Answers are never longer than questions, so that the server is of no use for flooding somebody whose address was forged. Both questions are repeated until they are answered; nothing else is.</para>
/// </remarks>
internal static class Wire
{
    /// <summary>The longest datagram: what passes every path whole. IPv6 promises packets of 1280 bytes, of which 48 are headers; the rest is for tunnels.</summary>
    public const int MaxLength = 1200;

    /// <summary>How long the beginning of every datagram is.</summary>
    public const int HeadLength = 4;

    /// <summary>How long a hello and a join are, most of it padding, which is zero and is not read.</summary>
    public const int QuestionLength = 32;

    private const ushort Magic = 0x584D;
    private const byte Version = 2;

    /// <summary>Writes the beginning.</summary>
    public static void WriteHead(Span<byte> datagram, MessageKind kind)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(datagram, Magic);
        datagram[2] = Version;
        datagram[3] = (byte)kind;
    }

    /// <summary>What a datagram says that it is. Its length is still to be looked at.</summary>
    public static MessageKind KindOf(ReadOnlySpan<byte> datagram) =>
        datagram.Length >= HeadLength && BinaryPrimitives.ReadUInt16LittleEndian(datagram) == Magic && datagram[2] == Version ? (MessageKind)datagram[3] : MessageKind.None;

    /// <summary>Whether a datagram is of a kind and of its length.</summary>
    public static bool Is(ReadOnlySpan<byte> datagram, MessageKind kind, int length) => datagram.Length == length && KindOf(datagram) == kind;

    /// <summary>A time as datagrams have it: microseconds, which begin again after 71 minutes. Only differences mean something.</summary>
    public static uint Microseconds(TimeSpan time) => (uint)(time.Ticks / TimeSpan.TicksPerMicrosecond);
}
