using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Mux.LinuxNative;

namespace Mux.Tests;

/// <summary>What descriptors that are no pipes bring when they are read, exactly.</summary>
[OnLinux]
[SupportedOSPlatform("linux")]
public sealed class KindsReadWriteTests : IDisposable
{
    private readonly RunningLoop _running = new(NativeMultiplexer.Create());
    private readonly byte[] _buffer = new byte[64];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fifo_brings_what_is_written()
    {
        using var fifo = new Fifo();

        await AssertBringsAsync(fifo.Reader, fifo.Writer);
    }

    [Fact]
    public async Task A_terminal_brings_lines_both_ways()
    {
        using var pty = new Pty();
        using AsyncHandle master = _running.Loop.Attach(pty.Master);
        using AsyncHandle slave = _running.Loop.Attach(pty.Slave);

        await master.WriteAsync("in\n"u8.ToArray(), Cancellation).InTime();
        Assert.Equal("in\n", await ReadTextAsync(slave, 3));

        await slave.WriteAsync("out\n"u8.ToArray(), Cancellation).InTime();
        Assert.Equal("in\r\nout\r\n", await ReadTextAsync(master, 9)); // The echo comes first.
    }

    [Fact]
    public async Task A_counter_is_read_and_added_to()
    {
        using SafeFileHandle eventFd = EventFd.Create();
        using AsyncHandle counter = _running.Loop.Attach(eventFd);
        Task<int> reading = counter.ReadAsync(_buffer, Cancellation).AsTask();
        _running.Settle();
        Assert.False(reading.IsCompleted);

        await counter.WriteAsync(BitConverter.GetBytes(7UL), Cancellation).InTime();

        Assert.Equal(8, await reading.InTime());
        Assert.Equal(7UL, BitConverter.ToUInt64(_buffer));
        Assert.False(counter.TryRead(_buffer, out _));
    }

    [Fact]
    public async Task A_timer_tells_how_often_it_expired()
    {
        using SafeFileHandle timerFd = TimerFd.Create();
        using AsyncHandle timer = _running.Loop.Attach(timerFd, Interests.Readable);
        Task<int> reading = timer.ReadAsync(_buffer, Cancellation).AsTask();

        TimerFd.Start(timerFd, nanoseconds: 1);

        Assert.Equal(8, await reading.InTime());
        Assert.Equal(1UL, BitConverter.ToUInt64(_buffer));
    }

    public void Dispose() => _running.Dispose();

    private async Task AssertBringsAsync(SafeFileHandle from, SafeFileHandle to)
    {
        using AsyncHandle reader = _running.Loop.Attach(from, Interests.Readable);
        using AsyncHandle writer = _running.Loop.Attach(to, Interests.Writable);
        Assert.False(reader.TryRead(_buffer, out int nothing));
        Assert.Equal(0, nothing);

        Assert.True(writer.TryWrite([1, 2, 3], out int written));
        Assert.Equal(3, written);
        Assert.True(reader.TryRead(_buffer, out int tried));
        Assert.Equal([1, 2, 3], _buffer[..tried]);

        Task<int> reading = reader.ReadAsync(_buffer, Cancellation).AsTask();
        _running.Settle();
        Assert.False(reading.IsCompleted);
        await writer.WriteAsync(new byte[] { 4, 5 }, Cancellation).InTime();
        Assert.Equal([4, 5], _buffer[..await reading.InTime()]);
    }

    private static async Task<string> ReadTextAsync(AsyncHandle handle, int length)
    {
        var bytes = new byte[length];
        for (int read = 0; read < length;)
        {
            read += await handle.ReadAsync(bytes.AsMemory(read), Cancellation).InTime();
        }

        return Encoding.ASCII.GetString(bytes);
    }
}
