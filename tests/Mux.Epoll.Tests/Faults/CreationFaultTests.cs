using Mux.Epoll.Interop;

namespace Mux.Epoll.Tests.Faults;

/// <summary>A multiplexer that the system does not grant: the call, the number and the advice; and nothing left open.</summary>
[OnLinux]
public sealed class CreationFaultTests
{
    [Theory]
    [InlineData(nameof(IEpollKernel.CreateEpoll), "epoll_create1", Errno.EMFILE, "RLIMIT_NOFILE")]
    [InlineData(nameof(IEpollKernel.CreateEpoll), "epoll_create1", Errno.ENFILE, "fs.file-max")]
    [InlineData(nameof(IEpollKernel.CreateEpoll), "epoll_create1", Errno.ENOMEM, "out of memory")]
    [InlineData(nameof(IEpollKernel.CreateEventFd), "eventfd", Errno.EMFILE, "RLIMIT_NOFILE")]
    [InlineData(nameof(IEpollKernel.CreateEventFd), "eventfd", Errno.ENFILE, "fs.file-max")]
    [InlineData(nameof(IEpollKernel.CreateEventFd), "eventfd", Errno.ENOMEM, "out of memory")]
    public void A_descriptor_that_is_not_granted_is_reported_with_its_call_and_advice(string method, string call, int errno, string advice)
    {
        ScriptedKernel kernel = new ScriptedKernel().Fail(method, errno);

        var refused = Assert.Throws<MultiplexerException>(() => new EpollMultiplexer(kernel));

        Assert.Equal(call, refused.Call);
        Assert.Equal(errno, refused.NativeErrorCode);
        Assert.Contains(advice, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_waker_that_cannot_be_watched_is_reported()
    {
        ScriptedKernel kernel = new ScriptedKernel().Fail("Control.Add", Errno.ENOSPC);

        var refused = Assert.Throws<MultiplexerException>(() => new EpollMultiplexer(kernel));

        Assert.Equal("epoll_ctl", refused.Call);
        Assert.Equal(Errno.ENOSPC, refused.NativeErrorCode);
        Assert.Contains("max_user_watches", refused.Message, StringComparison.Ordinal);
    }
}
