using System.Security.Cryptography;
using System.Runtime.Versioning;
using Mux.LinuxNative;

namespace Mux.Tests;

/// <summary>read(2) and write(2) on attached descriptors.</summary>
[OnLinux]
[SupportedOSPlatform("linux")]
public sealed class ReadWriteTests : IDisposable
{
    private const int EPIPE = 32;
    private const int Megabyte = 1024 * 1024;

    private readonly EventLoop _loop = EventLoop.Start();
    private readonly Pipe _pipe = new();
    private readonly AsyncHandle _reader;
    private readonly AsyncHandle _writer;

    public ReadWriteTests()
    {
        _reader = _loop.Attach(_pipe.Reader, Interests.Readable);
        _writer = _loop.Attach(_pipe.Writer, Interests.Writable);
    }

    public void Dispose()
    {
        _loop.Dispose();
        _pipe.Dispose();
    }

    [Fact]
    public void What_is_not_there_is_not_read()
    {
        bool done = _reader.TryRead(new byte[8], out int read);

        Assert.Equal((false, 0), (done, read));
    }

    [Fact]
    public void What_was_written_is_read()
    {
        byte[] buffer = new byte[8];

        bool wrote = _writer.TryWrite([1, 2, 3], out int written);
        bool done = _reader.TryRead(buffer, out int read);

        Assert.Equal((true, 3, true, 3), (wrote, written, done, read));
        Assert.Equal([1, 2, 3], buffer[..3]);
    }

    [Fact]
    public async Task A_read_waits_for_what_comes()
    {
        byte[] buffer = new byte[8];
        Task<int> read = _reader.ReadAsync(buffer, Cancellation).AsTask();
        Assert.False(read.IsCompleted);

        _pipe.Writer.Write(7, 8);

        Assert.Equal(2, await read.WaitAsync(Bound.Hang, Cancellation));
        Assert.Equal([7, 8], buffer[..2]);
    }

    [Fact]
    public async Task The_end_is_zero_bytes()
    {
        Task<int> read = _reader.ReadAsync(new byte[8], Cancellation).AsTask();

        _pipe.Writer.Dispose();

        Assert.Equal(0, await read.WaitAsync(Bound.Hang, Cancellation));
        Assert.Equal(0, await _reader.ReadAsync(new byte[8], Cancellation));
    }

    [Fact]
    public async Task Writing_to_nobody_fails_with_the_errno()
    {
        _pipe.Reader.Dispose();

        var failure = await Assert.ThrowsAsync<MultiplexerException>(async () => await _writer.WriteAsync(new byte[] { 1 }, Cancellation));

        Assert.Equal(("write", EPIPE), (failure.Call, failure.NativeErrorCode));
    }

    [Fact]
    public async Task A_read_into_nothing_completes_when_there_is_something()
    {
        Task<int> wait = _reader.ReadAsync(Memory<byte>.Empty, Cancellation).AsTask();
        Assert.False(wait.IsCompleted);

        _pipe.Writer.Write(1);

        Assert.Equal(0, await wait.WaitAsync(Bound.Hang, Cancellation));
        Assert.Equal(0, await _reader.ReadAsync(Memory<byte>.Empty, Cancellation)); // Still there: at once.
        Assert.True(_reader.TryRead(new byte[8], out int read));
        Assert.Equal(1, read);
    }

    [Fact]
    public async Task A_cancelled_read_loses_no_byte()
    {
        byte[] buffer = new byte[8];
        for (byte round = 0; round < 100; round++)
        {
            using var cancellation = new CancellationTokenSource();
            Task<int> read = _loop.InvokeAsync(async () => await _reader.ReadAsync(buffer, cancellation.Token), Cancellation);
            Task cancelling = cancellation.CancelAsync();
            _pipe.Writer.Write(round);
            await cancelling;

            // Whichever came first: the byte is either in the buffer or still in the pipe.
            int count = await read.WaitAsync(Bound.Hang, Cancellation).ContinueWith(done => done.IsCompletedSuccessfully ? done.Result : -1, TaskScheduler.Default);
            if (count < 0)
            {
                count = await _reader.ReadAsync(buffer, Cancellation);
            }

            Assert.Equal((1, round), (count, buffer[0]));
        }
    }

    [Fact]
    public async Task A_second_read_at_the_same_time_is_refused_and_harms_nothing()
    {
        byte[] buffer = new byte[8];
        Task<int> first = _reader.ReadAsync(buffer, Cancellation).AsTask();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _reader.ReadAsync(new byte[8], Cancellation));
        _pipe.Writer.Write(5);

        Assert.Equal(1, await first.WaitAsync(Bound.Hang, Cancellation));
        Assert.Equal(5, buffer[0]);
    }

    [Fact]
    public async Task A_direction_that_was_not_attached_is_refused()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _reader.WriteAsync(new byte[1], Cancellation));
        Assert.Throws<InvalidOperationException>(() => _writer.TryRead(new byte[1], out _));
    }

    [Fact]
    public async Task Sixty_four_megabytes_go_through_a_pipe_on_one_loop()
    {
        byte[] block = RandomNumberGenerator.GetBytes(Megabyte + 1);
        using var sent = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var received = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        Task writing = _loop.InvokeAsync(
            async () =>
            {
                for (int round = 0; round < 64; round++)
                {
                    sent.AppendData(block);
                    await _writer.WriteAsync(block, Cancellation);
                }

                _writer.Dispose();
                _pipe.Writer.Dispose();
            },
            Cancellation);
        await _loop.InvokeAsync(
            async () =>
            {
                byte[] buffer = new byte[50_000];
                while (await _reader.ReadAsync(buffer, Cancellation) is var read and > 0)
                {
                    received.AppendData(buffer, 0, read);
                }
            },
            Cancellation);
        await writing;

        Assert.Equal(sent.GetHashAndReset(), received.GetHashAndReset());
    }

    [Fact]
    public async Task Reading_what_never_ends_leaves_the_loop_to_others()
    {
        using var end = new CancellationTokenSource();
        Task writing = _loop.InvokeAsync(
            async () =>
            {
                byte[] block = new byte[64];
                while (!end.IsCancellationRequested)
                {
                    await _writer.WriteAsync(block, Cancellation);
                    await _reader.ReadAsync(block, Cancellation); // What was just written: both always succeed at once.
                }
            },
            Cancellation);

        await _loop.DelayAsync(TimeSpan.FromMilliseconds(1), Cancellation).AsTask().WaitAsync(Bound.Hang, Cancellation);
        await _loop.InvokeAsync(end.Cancel, Cancellation).WaitAsync(Bound.Hang, Cancellation);

        await writing.WaitAsync(Bound.Hang, Cancellation);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
