using System.Buffers.Binary;

namespace UdpGame;

/// <summary>Where a player is and how it moves. The world is 65,536 units wide and high, and whoever leaves it on one side comes in on the other: no value is out of range.</summary>
/// <param name="X">How far to the right, in units.</param>
/// <param name="Y">How far up.</param>
/// <param name="SpeedX">How many units a second to the right.</param>
/// <param name="SpeedY">How many units a second up.</param>
internal readonly record struct Motion(ushort X, ushort Y, short SpeedX, short SpeedY)
{
    /// <summary>How long it is.</summary>
    public const int Length = 8;

    /// <summary>The same motion some time later.</summary>
    public Motion After(TimeSpan time) => this with { X = Moved(X, SpeedX, time), Y = Moved(Y, SpeedY, time) };

    /// <summary>Writes it.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, X);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[2..], Y);
        BinaryPrimitives.WriteInt16LittleEndian(bytes[4..], SpeedX);
        BinaryPrimitives.WriteInt16LittleEndian(bytes[6..], SpeedY);
    }

    /// <summary>Reads one.</summary>
    public static Motion Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]),
        BinaryPrimitives.ReadInt16LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadInt16LittleEndian(bytes[6..]));

    private static ushort Moved(ushort from, short speed, TimeSpan time) => unchecked((ushort)(from + (speed * (time.Ticks / TimeSpan.TicksPerMicrosecond) / 1_000_000)));
}
