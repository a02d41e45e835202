using System.Buffers.Binary;

namespace UdpGame;

/// <summary>The head of a state, behind which the players follow.</summary>
/// <remarks>
/// A player gets one datagram a tick, whatever happens. When there are more players than it has room for, it has a part of them, and the next one has those that follow: a window that moves around, the same for all. So a player is heard of every tick up to
/// <see cref="MaxPlayers"/> players, every second tick up to twice as many, and so on; in between it moves on as it last did.
/// </remarks>
/// <param name="Key">The receiver's key.</param>
/// <param name="Sequence">The number of this state: one more each, whatever ticks were missed. What is missing here was lost.</param>
/// <param name="Tick">The tick, by the schedule: a tick that the server missed has no state.</param>
/// <param name="Time">When it was sent, by the server's clock.</param>
/// <param name="Echo">The receiver's latest input.</param>
/// <param name="Players">How many players there are.</param>
/// <param name="Count">How many of them follow.</param>
internal readonly record struct State(ulong Key, uint Sequence, uint Tick, uint Time, InputEcho Echo, ushort Players, ushort Count)
{
    /// <summary>How long the head is.</summary>
    public const int HeadLength = Wire.HeadLength + 36;

    /// <summary>How many players one has room for.</summary>
    public const int MaxPlayers = (Wire.MaxLength - HeadLength) / PlayerLength;

    private const int PlayerLength = 2 + Motion.Length;

    /// <summary>How long it is with its players.</summary>
    public int Length => HeadLength + (Count * PlayerLength);

    /// <summary>Writes the head.</summary>
    public void WriteHead(Span<byte> datagram)
    {
        Wire.WriteHead(datagram, MessageKind.State);
        BinaryPrimitives.WriteUInt64LittleEndian(datagram[4..], Key);
        BinaryPrimitives.WriteUInt32LittleEndian(datagram[12..], Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(datagram[16..], Tick);
        BinaryPrimitives.WriteUInt32LittleEndian(datagram[20..], Time);
        BinaryPrimitives.WriteUInt32LittleEndian(datagram[24..], Echo.Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(datagram[28..], Echo.Time);
        BinaryPrimitives.WriteUInt32LittleEndian(datagram[32..], Echo.Held);
        BinaryPrimitives.WriteUInt16LittleEndian(datagram[36..], Players);
        BinaryPrimitives.WriteUInt16LittleEndian(datagram[38..], Count);
    }

    /// <summary>Writes one of the players.</summary>
    /// <param name="datagram">The whole datagram.</param>
    /// <param name="index">Which, from 0.</param>
    /// <param name="id">The player's number.</param>
    /// <param name="motion">Where it is.</param>
    public static void WritePlayer(Span<byte> datagram, int index, ushort id, Motion motion)
    {
        Span<byte> bytes = datagram.Slice(HeadLength + (index * PlayerLength), PlayerLength);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, id);
        motion.Write(bytes[2..]);
    }

    /// <summary>Reads one of the players of a datagram whose head was read.</summary>
    public static (ushort Id, Motion Motion) ReadPlayer(ReadOnlySpan<byte> datagram, int index)
    {
        ReadOnlySpan<byte> bytes = datagram.Slice(HeadLength + (index * PlayerLength), PlayerLength);
        return (BinaryPrimitives.ReadUInt16LittleEndian(bytes), Motion.Read(bytes[2..]));
    }

    /// <summary>Reads the head, and makes sure that the players are there.</summary>
    /// <returns>False when it is none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out State state)
    {
        state = default;
        if (Wire.KindOf(datagram) != MessageKind.State || datagram.Length < HeadLength)
        {
            return false;
        }

        var read = new State(
            BinaryPrimitives.ReadUInt64LittleEndian(datagram[4..]),
            BinaryPrimitives.ReadUInt32LittleEndian(datagram[12..]),
            BinaryPrimitives.ReadUInt32LittleEndian(datagram[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(datagram[20..]),
            new InputEcho(
                BinaryPrimitives.ReadUInt32LittleEndian(datagram[24..]), BinaryPrimitives.ReadUInt32LittleEndian(datagram[28..]), BinaryPrimitives.ReadUInt32LittleEndian(datagram[32..])),
            BinaryPrimitives.ReadUInt16LittleEndian(datagram[36..]),
            BinaryPrimitives.ReadUInt16LittleEndian(datagram[38..]));
        bool isOne = read.Count <= MaxPlayers && datagram.Length == read.Length;
        state = isOne ? read : default;
        return isOne;
    }
}
