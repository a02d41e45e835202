using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mux.Kqueue.Interop;

namespace Mux.Kqueue.Tests.Layout;

/// <summary>The structures as the kernels lay them out, byte by byte, whatever system this runs on.</summary>
public sealed class KEventLayoutTests
{
    private static readonly KEvent Sample = new()
    {
        Ident = unchecked((nuint)0x0102030405060708),
        Filter = KFilter.Write,
        Flags = KFlags.Add | KFlags.EndOfFile,
        FilterFlags = 0x11121314,
        Data = unchecked((nint)0x2122232425262728),
        UserData = 0x3132333435363738,
    };

    private static readonly byte[] SampleBytes =
    [
        0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01,
        0xFE, 0xFF, 0x01, 0x80, 0x14, 0x13, 0x12, 0x11,
        0x28, 0x27, 0x26, 0x25, 0x24, 0x23, 0x22, 0x21,
        0x38, 0x37, 0x36, 0x35, 0x34, 0x33, 0x32, 0x31,
    ];

    [Fact]
    public void An_event_of_macOS_is_32_bytes()
    {
        KEvent[] events = [Sample, Sample];

        Assert.Equal(KqueueAbi.Darwin.EventSize, Unsafe.SizeOf<KEvent>());
        Assert.Equal([.. SampleBytes, .. SampleBytes], MemoryMarshal.AsBytes(events.AsSpan()).ToArray());
    }

    [Fact]
    public void An_event_of_FreeBSD_is_the_same_and_32_bytes_more()
    {
        FreeBsdKEvent[] events = [new() { Common = Sample }, new() { Common = Sample }];

        Assert.Equal(KqueueAbi.FreeBsd.EventSize, Unsafe.SizeOf<FreeBsdKEvent>());
        Assert.Equal([.. SampleBytes, .. new byte[32], .. SampleBytes, .. new byte[32]], MemoryMarshal.AsBytes(events.AsSpan()).ToArray());
    }

    [Fact]
    public void A_timespec_is_seconds_and_nanoseconds()
    {
        Timespec[] timespec = [new(TimeSpan.FromTicks((3 * TimeSpan.TicksPerSecond) + 5))];

        Assert.Equal([3, 0, 0, 0, 0, 0, 0, 0, 0xF4, 0x01, 0, 0, 0, 0, 0, 0], MemoryMarshal.AsBytes(timespec.AsSpan()).ToArray());
    }

    [Theory]
    [InlineData((int)KFlags.Add, 0x0001)]
    [InlineData((int)KFlags.Delete, 0x0002)]
    [InlineData((int)KFlags.Enable, 0x0004)]
    [InlineData((int)KFlags.Disable, 0x0008)]
    [InlineData((int)KFlags.Clear, 0x0020)]
    [InlineData((int)KFlags.Receipt, 0x0040)]
    [InlineData((int)KFlags.Dispatch, 0x0080)]
    [InlineData((int)KFlags.Error, 0x4000)]
    [InlineData((int)KFlags.EndOfFile, 0x8000)]
    [InlineData(KFilter.Read, -1)]
    [InlineData(KFilter.Write, -2)]
    public void The_constants_are_those_of_the_headers(int ours, int theirs) => Assert.Equal(theirs, ours);

    [Fact]
    public void What_differs_by_system_is_as_its_headers_say()
    {
        Assert.Equal(new KqueueAbi(UserFilter: -10, EventSize: 32, StatModeOffset: 4), KqueueAbi.Darwin);
        Assert.Equal(new KqueueAbi(UserFilter: -11, EventSize: 64, StatModeOffset: 24), KqueueAbi.FreeBsd);
    }
}
