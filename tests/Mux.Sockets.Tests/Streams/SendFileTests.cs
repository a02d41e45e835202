using Microsoft.Win32.SafeHandles;

namespace Mux.Sockets.Tests;

/// <summary>Files that are sent without passing through the process.</summary>
public sealed class SendFileTests : IDisposable
{
    private readonly StreamPair _pair = StreamPair.OnLoopback();
    private readonly SmallFile _file = new([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);

    public void Dispose()
    {
        _pair.Dispose();
        _file.Dispose();
    }

    [Fact]
    public void A_part_of_a_file_is_sent_and_the_offset_moves_on()
    {
        long offset = 2;

        Assert.Equal(SocketResult.Done(5), _pair.Left.TrySendFile(_file.Handle, ref offset, 5));

        Assert.Equal(7, offset);
        Assert.Equal([2, 3, 4, 5, 6], _pair.Right.ReceiveExactly(5));
    }

    [Fact]
    public void No_more_is_sent_than_the_file_has()
    {
        long offset = 8;

        Assert.Equal(SocketResult.Done(2), _pair.Left.TrySendFile(_file.Handle, ref offset, long.MaxValue));
        Assert.Equal(SocketResult.Done(0), _pair.Left.TrySendFile(_file.Handle, ref offset, long.MaxValue));
        Assert.Equal(10, offset);
    }

    [Fact]
    public void Beyond_the_end_of_the_file_there_is_nothing()
    {
        long offset = 1000;

        Assert.Equal(SocketResult.Done(0), _pair.Left.TrySendFile(_file.Handle, ref offset, 5));
        Assert.Equal(1000, offset);
    }

    [Fact]
    public void A_file_that_is_open_for_writing_only_is_refused_as_such()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows tells of it by an error of the send");
        string path = Path.GetTempFileName();
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
            long offset = 0;

            Assert.Contains("FileAccess.Read", Assert.Throws<ArgumentException>(() => _pair.Left.TrySendFile(file, ref offset, 1)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Nothing_asked_for_is_nothing_sent()
    {
        long offset = 0;

        Assert.Equal(SocketResult.Done(0), _pair.Left.TrySendFile(_file.Handle, ref offset, 0));
    }

    [Fact]
    public void Full_buffers_would_block()
    {
        _pair.Fill();
        long offset;
        SocketResult sent;

        do
        {
            offset = 0;
            sent = _pair.Left.TrySendFile(_file.Handle, ref offset, 10);
        }
        while (sent.IsDone); // The system has moved data on to the peer's side meanwhile.

        Assert.True(sent.WouldBlock);
        Assert.Equal(0, offset);
    }

    [Fact]
    public void Misuse_is_refused()
    {
        long offset = -1;
        long start = 0;

        Assert.Throws<ArgumentOutOfRangeException>(() => _pair.Left.TrySendFile(_file.Handle, ref offset, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _pair.Left.TrySendFile(_file.Handle, ref start, -1));
        Assert.Throws<ArgumentNullException>(() => _pair.Left.TrySendFile(null!, ref start, 1));
    }

    [Fact]
    public void A_closed_file_says_so()
    {
        SafeFileHandle closed = _file.Handle;
        closed.Dispose();
        long offset = 0;

        Assert.Throws<ObjectDisposedException>(() => _pair.Left.TrySendFile(closed, ref offset, 1));
    }
}
