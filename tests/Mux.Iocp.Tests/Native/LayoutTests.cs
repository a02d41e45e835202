using System.Runtime.InteropServices;
using Mux.Iocp.Interop;

namespace Mux.Iocp.Tests.Native;

/// <summary>The sizes and offsets that the kernel relies on, as the Windows headers give them for 64-bit processes, which is all that this project is tested as; the layout rules are the same on every system that .NET runs on.</summary>
public sealed unsafe class LayoutTests
{
    [Fact]
    public void IO_STATUS_BLOCK()
    {
        Assert.Equal(16, sizeof(IoStatusBlock));
        Assert.Equal(0, Offset<IoStatusBlock>(nameof(IoStatusBlock.Status)));
        Assert.Equal(8, Offset<IoStatusBlock>(nameof(IoStatusBlock.Information)));
    }

    [Fact]
    public void AFD_POLL_INFO_with_one_handle()
    {
        Assert.Equal(32, sizeof(AfdPollInfo));
        Assert.Equal(0, Offset<AfdPollInfo>(nameof(AfdPollInfo.Timeout)));
        Assert.Equal(8, Offset<AfdPollInfo>(nameof(AfdPollInfo.NumberOfHandles)));
        Assert.Equal(12, Offset<AfdPollInfo>(nameof(AfdPollInfo.Exclusive)));
        Assert.Equal(16, Offset<AfdPollInfo>(nameof(AfdPollInfo.Handle)));
        Assert.Equal(24, Offset<AfdPollInfo>(nameof(AfdPollInfo.Events)));
        Assert.Equal(28, Offset<AfdPollInfo>(nameof(AfdPollInfo.Status)));
    }

    [Fact]
    public void A_request_begins_with_its_status_block()
    {
        Assert.Equal(48, sizeof(PollRequest));
        Assert.Equal(0, Offset<PollRequest>(nameof(PollRequest.StatusBlock)));
        Assert.Equal(16, Offset<PollRequest>(nameof(PollRequest.Info)));
    }

    [Fact]
    public void OVERLAPPED_ENTRY()
    {
        Assert.Equal(32, sizeof(CompletionPacket));
        Assert.Equal(0, Offset<CompletionPacket>(nameof(CompletionPacket.Key)));
        Assert.Equal(8, Offset<CompletionPacket>(nameof(CompletionPacket.Overlapped)));
        Assert.Equal(16, Offset<CompletionPacket>(nameof(CompletionPacket.Internal)));
        Assert.Equal(24, Offset<CompletionPacket>(nameof(CompletionPacket.NumberOfBytes)));
    }

    [Fact]
    public void UNICODE_STRING()
    {
        Assert.Equal(16, sizeof(UnicodeString));
        Assert.Equal(0, Offset<UnicodeString>(nameof(UnicodeString.Length)));
        Assert.Equal(2, Offset<UnicodeString>(nameof(UnicodeString.MaximumLength)));
        Assert.Equal(8, Offset<UnicodeString>(nameof(UnicodeString.Buffer)));
    }

    [Fact]
    public void OBJECT_ATTRIBUTES()
    {
        Assert.Equal(48, sizeof(ObjectAttributes));
        Assert.Equal(0, Offset<ObjectAttributes>(nameof(ObjectAttributes.Length)));
        Assert.Equal(8, Offset<ObjectAttributes>(nameof(ObjectAttributes.RootDirectory)));
        Assert.Equal(16, Offset<ObjectAttributes>(nameof(ObjectAttributes.ObjectName)));
        Assert.Equal(24, Offset<ObjectAttributes>(nameof(ObjectAttributes.Attributes)));
        Assert.Equal(32, Offset<ObjectAttributes>(nameof(ObjectAttributes.SecurityDescriptor)));
        Assert.Equal(40, Offset<ObjectAttributes>(nameof(ObjectAttributes.SecurityQualityOfService)));
    }

    [Theory]
    [InlineData(AfdEvents.Receive, 0x001)]
    [InlineData(AfdEvents.ReceiveExpedited, 0x002)]
    [InlineData(AfdEvents.Send, 0x004)]
    [InlineData(AfdEvents.Disconnect, 0x008)]
    [InlineData(AfdEvents.Abort, 0x010)]
    [InlineData(AfdEvents.LocalClose, 0x020)]
    [InlineData(AfdEvents.Accept, 0x080)]
    [InlineData(AfdEvents.ConnectFail, 0x100)]
    public void The_driver_s_bits(object events, uint bit) => Assert.Equal(bit, (uint)(AfdEvents)events);

    [Theory]
    [InlineData(NtStatus.Success, 0x00000000)]
    [InlineData(NtStatus.Pending, 0x00000103)]
    [InlineData(NtStatus.InvalidHandle, 0xC0000008)]
    [InlineData(NtStatus.ObjectTypeMismatch, 0xC0000024)]
    [InlineData(NtStatus.Cancelled, 0xC0000120)]
    [InlineData(NtStatus.NotFound, 0xC0000225)]
    public void Status_codes(int status, uint value) => Assert.Equal(value, (uint)status);

    [Theory]
    [InlineData(NtStatus.Success, false)]
    [InlineData(NtStatus.Pending, false)]
    [InlineData(unchecked((int)0x8000000A), false)] // A warning: STATUS_HANDLES_CLOSED.
    [InlineData(NtStatus.InvalidHandle, true)]
    [InlineData(NtStatus.Cancelled, true)]
    public void Only_the_highest_severity_is_an_error(int status, bool isError) => Assert.Equal(isError, NtStatus.IsError(status));

    private static int Offset<T>(string field)
        where T : struct => (int)Marshal.OffsetOf<T>(field);
}
