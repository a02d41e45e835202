using System.ComponentModel;

namespace Mux.Tests;

public sealed class MultiplexerExceptionTests
{
    private const int TooManyOpenFiles = 24; // EMFILE on every Unix.

    [Fact]
    public void It_tells_the_call_the_reason_the_code_and_the_advice()
    {
        string reason = new Win32Exception(TooManyOpenFiles).Message;

        var exception = new MultiplexerException("epoll_create1", TooManyOpenFiles, "Raise the limit (ulimit -n).");

        Assert.Equal($"epoll_create1 failed: {reason} (24). Raise the limit (ulimit -n).", exception.Message);
        Assert.Equal("epoll_create1", exception.Call);
        Assert.Equal(TooManyOpenFiles, exception.NativeErrorCode);
    }

    [Fact]
    public void Without_advice_it_ends_with_the_code()
    {
        string reason = new Win32Exception(TooManyOpenFiles).Message;

        var exception = new MultiplexerException("epoll_ctl", TooManyOpenFiles);

        Assert.Equal($"epoll_ctl failed: {reason} (24).", exception.Message);
    }

    [Fact]
    public void The_reason_is_the_systems_own_words()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The words are those of the C library on Linux.");

        var exception = new MultiplexerException("epoll_ctl", TooManyOpenFiles);

        Assert.Equal("epoll_ctl failed: Too many open files (24).", exception.Message);
    }

    [Fact]
    public void It_is_caught_as_an_input_output_error()
    {
        Assert.IsAssignableFrom<IOException>(new MultiplexerException("epoll_ctl", TooManyOpenFiles));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void The_call_must_be_named(string? call)
    {
        Assert.ThrowsAny<ArgumentException>(() => new MultiplexerException(call!, TooManyOpenFiles));
    }
}
