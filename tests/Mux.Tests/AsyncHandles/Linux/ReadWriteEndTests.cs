using System.Runtime.Versioning;
using Mux.Interop;
using Mux.LinuxNative;

namespace Mux.Tests;

/// <summary>Reads and writes that are under way when something ends: the other side, the attachment, the loop, or their own patience.</summary>
[OnLinux]
[SupportedOSPlatform("linux")]
public sealed class ReadWriteEndTests : IDisposable
{
    private readonly RunningLoop _running = new(NativeMultiplexer.Create());
    private readonly byte[] _buffer = new byte[64];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_terminal_whose_other_side_is_gone_is_an_error()
    {
        using var pty = new Pty();
        using AsyncHandle master = _running.Loop.Attach(pty.Master);
        Task<int> reading = master.ReadAsync(_buffer, Cancellation).AsTask();

        pty.Slave.Dispose();

        MultiplexerException failure = await Assert.ThrowsAsync<MultiplexerException>(() => reading.InTime());
        Assert.Equal(UnixErrno.EIO, failure.NativeErrorCode);
    }

    [Fact]
    public async Task A_write_that_nobody_reads_any_more_is_a_broken_pipe()
    {
        using var pipe = new Pipe();
        using AsyncHandle writer = _running.Loop.Attach(pipe.Writer, Interests.Writable);
        Task writing = writer.WriteAsync(new byte[1024 * 1024], Cancellation).AsTask(); // More than a pipe holds.
        _running.Settle();
        Assert.False(writing.IsCompleted);

        pipe.Reader.Dispose();

        MultiplexerException failure = await Assert.ThrowsAsync<MultiplexerException>(() => writing.InTime());
        Assert.Equal(UnixErrno.EPIPE, failure.NativeErrorCode);
        Assert.Equal(UnixErrno.EPIPE, Assert.Throws<MultiplexerException>(() => writer.TryWrite(_buffer, out _)).NativeErrorCode);
    }

    [Fact]
    public async Task Detaching_ends_a_read_and_a_write()
    {
        using var pipe = new Pipe();
        using AsyncHandle reader = _running.Loop.Attach(pipe.Reader, Interests.Readable);
        using var full = new Pipe();
        using AsyncHandle writer = _running.Loop.Attach(full.Writer, Interests.Writable);
        Task reading = reader.ReadAsync(_buffer, Cancellation).AsTask();
        Task writing = writer.WriteAsync(new byte[1024 * 1024], Cancellation).AsTask();

        reader.Dispose();
        writer.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => reading.InTime());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writing.InTime());
    }

    [Fact]
    public async Task The_end_of_the_loop_ends_a_read_and_a_write()
    {
        using var pipe = new Pipe();
        using AsyncHandle reader = _running.Loop.Attach(pipe.Reader, Interests.Readable);
        using var full = new Pipe();
        using AsyncHandle writer = _running.Loop.Attach(full.Writer, Interests.Writable);
        Task reading = reader.ReadAsync(_buffer, Cancellation).AsTask();
        Task writing = writer.WriteAsync(new byte[1024 * 1024], Cancellation).AsTask();

        _running.Loop.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => reading.InTime());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writing.InTime());
    }

    [Fact]
    public async Task Reads_that_are_cancelled_while_bytes_come_lose_none()
    {
        using var pipe = new Pipe();
        using AsyncHandle reader = _running.Loop.Attach(pipe.Reader, Interests.Readable);
        byte[] sent = new byte[5000];
        new Random(42).NextBytes(sent);
        Background writing = Background.Run(() =>
        {
            foreach (byte one in sent)
            {
                pipe.Writer.Write(one);
                Thread.Yield();
            }
        });
        var received = new List<byte>();
        var buffer = new byte[7];

        while (received.Count < sent.Length)
        {
            using var cancellation = new CancellationTokenSource();
            Task<int> reading = reader.ReadAsync(buffer, cancellation.Token).AsTask();
            await cancellation.CancelAsync();
            try
            {
                int read = await reading.InTime();
                Assert.InRange(read, 1, buffer.Length);
                received.AddRange(buffer[..read]);
            }
            catch (OperationCanceledException)
            {
                // One of the two outcomes.
            }
        }

        writing.Join();
        Assert.Equal(sent, received);
        Assert.False(reader.TryRead(buffer, out _));
    }

    public void Dispose() => _running.Dispose();
}
