using Microsoft.Win32.SafeHandles;
using Mux.Interop;

namespace Mux.Sockets.Tests.Interop;

/// <summary>Reading and sending, where there is no sendfile(2): it works everywhere, and is tried everywhere.</summary>
public sealed class FileCopyTests : IDisposable
{
    private readonly FaultySocketCalls _calls = new();
    private readonly StreamPair _pair = StreamPair.OnLoopback();
    private readonly SmallFile _file = new([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);

    public void Dispose()
    {
        _pair.Dispose();
        _file.Dispose();
    }

    [Fact]
    public void What_the_socket_did_not_take_is_not_counted()
    {
        _calls.MostSent = 3;

        Assert.Equal(SyscallResult.Success(3), Send(offset: 2, count: 100));

        Assert.Equal([2, 3, 4], _pair.Right.ReceiveExactly(3));
    }

    [Fact]
    public void No_more_is_sent_than_was_asked_for()
    {
        Assert.Equal(SyscallResult.Success(4), Send(offset: 0, count: 4));
        Assert.Equal(SyscallResult.Success(1), Send(offset: 9, count: 4));

        Assert.Equal([0, 1, 2, 3, 9], _pair.Right.ReceiveExactly(5));
    }

    [Fact]
    public void The_end_of_the_file_sends_nothing_and_makes_no_call()
    {
        Assert.Equal(SyscallResult.Success(0), Send(offset: 10, count: 4));

        Assert.Equal(0, _calls.Calls);
    }

    [Fact]
    public void An_error_of_the_socket_comes_back()
    {
        _calls.FailNext(FaultySocketCalls.WouldBlock);

        Assert.Equal(SyscallResult.Failure(FaultySocketCalls.WouldBlock), Send(offset: 0, count: 4));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_a_failure_and_no_exception()
    {
        string path = Path.GetTempFileName();
        try
        {
            using SafeFileHandle onlyWritable = File.OpenHandle(path, FileMode.Open, FileAccess.Write);

            SyscallResult result = FileCopy.Send(_calls, Number, onlyWritable, 0, 1);

            Assert.False(result.Succeeded);
            Assert.Equal(0, _calls.Calls);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private int Number => (int)_pair.Left.Handle.DangerousGetHandle();

    private SyscallResult Send(long offset, int count) => FileCopy.Send(_calls, Number, _file.Handle, offset, count);
}
