using System.Runtime.InteropServices;
using Mux.Interop;

namespace Mux.Sockets.Tests.Interop;

/// <summary>The structures as the systems lay them out in 64-bit processes, and the numbers that go with them; the layout rules are the same on every system that .NET runs on.</summary>
public sealed unsafe class LayoutTests
{
    [Fact]
    public void An_iovec_of_Unix_is_an_address_and_a_length()
    {
        Assert.Equal(16, sizeof(IoSegment));
        Assert.Equal(0, Offset<IoSegment>(nameof(IoSegment.Address)));
        Assert.Equal(8, Offset<IoSegment>(nameof(IoSegment.Length)));
    }

    [Fact]
    public void A_msghdr_of_macOS_and_FreeBSD_has_32_bit_counts()
    {
        Assert.Equal(48, sizeof(BsdLibC.Message));
        Assert.Equal(0, Offset<BsdLibC.Message>(nameof(BsdLibC.Message.Name)));
        Assert.Equal(8, Offset<BsdLibC.Message>(nameof(BsdLibC.Message.NameLength)));
        Assert.Equal(16, Offset<BsdLibC.Message>(nameof(BsdLibC.Message.Segments)));
        Assert.Equal(24, Offset<BsdLibC.Message>(nameof(BsdLibC.Message.SegmentCount)));
        Assert.Equal(32, Offset<BsdLibC.Message>(nameof(BsdLibC.Message.Control)));
        Assert.Equal(40, Offset<BsdLibC.Message>(nameof(BsdLibC.Message.ControlLength)));
        Assert.Equal(44, Offset<BsdLibC.Message>(nameof(BsdLibC.Message.Flags)));
    }

    [Fact]
    public void A_linger_of_macOS_and_FreeBSD_is_two_ints()
    {
        Assert.Equal(8, sizeof(BsdLibC.LingerTime));
        Assert.Equal(0, Offset<BsdLibC.LingerTime>(nameof(BsdLibC.LingerTime.IsOn)));
        Assert.Equal(4, Offset<BsdLibC.LingerTime>(nameof(BsdLibC.LingerTime.Seconds)));
    }

    [Fact]
    public void A_linger_of_Windows_is_half_as_long()
    {
        Assert.Equal(4, sizeof(Winsock.LingerTime));
        Assert.Equal(0, Offset<Winsock.LingerTime>(nameof(Winsock.LingerTime.IsOn)));
        Assert.Equal(2, Offset<Winsock.LingerTime>(nameof(Winsock.LingerTime.Seconds)));
    }

    [Fact]
    public void A_WSABUF_has_its_length_in_front()
    {
        Assert.Equal(16, sizeof(Winsock.Piece));
        Assert.Equal(0, Offset<Winsock.Piece>(nameof(Winsock.Piece.Length)));
        Assert.Equal(8, Offset<Winsock.Piece>(nameof(Winsock.Piece.Address)));
    }

    [Fact]
    public void What_differs_between_macOS_and_FreeBSD_is_as_their_headers_say()
    {
        Assert.Equal(
            new BsdSocketAbi(InterNetworkV6: 30, BirthFlags: 0, SendFlags: 0, Linger: 0x1080, SettingNumbers.Darwin),
            BsdSocketAbi.Darwin);
        Assert.Equal(
            new BsdSocketAbi(InterNetworkV6: 28, BirthFlags: 0x10000000 | 0x20000000, SendFlags: 0x20000, Linger: 0x80, SettingNumbers.FreeBsd),
            BsdSocketAbi.FreeBsd);
        Assert.False(BsdSocketAbi.Darwin.IsPreparedFromBirth);
        Assert.True(BsdSocketAbi.FreeBsd.IsPreparedFromBirth);
    }

    private static int Offset<T>(string field)
        where T : struct => (int)Marshal.OffsetOf<T>(field);
}
