using Mux.Interop;

namespace Mux.Sockets.Tests.Interop;

/// <summary>What sendfile(2) of macOS and FreeBSD answered, and what that comes to.</summary>
public sealed class BsdFileTransferTests
{
    private const int EINTR = 4;
    private const int EPIPE = 32;
    private const int EAGAIN = 35;

    [Fact]
    public void All_of_it_is_a_count() => Assert.Equal(SyscallResult.Success(100), BsdFileTransfer.Judge(SyscallResult.Success(0), sent: 100, count: 100));

    [Fact]
    public void The_end_of_the_file_is_nothing_sent() => Assert.Equal(SyscallResult.Success(0), BsdFileTransfer.Judge(SyscallResult.Success(0), sent: 0, count: 100));

    [Theory]
    [InlineData(EAGAIN)]
    [InlineData(EINTR)]
    public void Bytes_that_went_before_the_socket_was_full_or_a_signal_came_are_not_sent_again(int errno) =>
        Assert.Equal(SyscallResult.Success(60), BsdFileTransfer.Judge(SyscallResult.Failure(errno), sent: 60, count: 100));

    [Theory]
    [InlineData(EAGAIN)]
    [InlineData(EINTR)]
    public void Without_any_bytes_they_are_what_they_say(int errno) =>
        Assert.Equal(SyscallResult.Failure(errno), BsdFileTransfer.Judge(SyscallResult.Failure(errno), sent: 0, count: 100));

    [Fact]
    public void After_another_error_the_count_is_not_believed() =>
        Assert.Equal(SyscallResult.Failure(EPIPE), BsdFileTransfer.Judge(SyscallResult.Failure(EPIPE), sent: 100, count: 100));
}
