using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Mux.LinuxNative;

namespace Mux.Tests;

/// <summary>Descriptors in blocking mode, or whose mode somebody else changes while they are used: the loop is never blocked, and what is written as one message arrives as one.</summary>
[OnLinux]
[SupportedOSPlatform("linux")]
public sealed class SharedModeTests : IDisposable
{
    private readonly RunningLoop _running = new(NativeMultiplexer.Create());
    private readonly byte[] _buffer = new byte[4096];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pipe_whose_mode_somebody_else_clears_while_it_is_read_does_not_block_the_loop(bool hasNoWait)
    {
        using var pipe = new Pipe();
        using var access = new DescriptorAccess(pipe.Reader, hasNoWait);
        using AsyncHandle reader = _running.Loop.Attach(pipe.Reader, Interests.Readable);
        Task<int> reading = ReadBy(access, reader);
        ClearNonBlockingElsewhere(pipe.Reader);
        _running.Settle();
        Assert.False(reading.IsCompleted);

        pipe.Writer.Write(1, 2);
        Assert.Equal(2, await reading.InTime());

        Task<int> next = ReadBy(access, reader); // Its first attempt finds nothing, in blocking mode.
        _running.Settle();
        pipe.Writer.Write(3);
        Assert.Equal(1, await next.InTime());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_full_pipe_in_blocking_mode_does_not_block_the_loop(bool hasNoWait)
    {
        using var pipe = new Pipe();
        pipe.Writer.SetNonBlocking(false);
        using var access = new DescriptorAccess(pipe.Writer, hasNoWait);
        await _running.Loop.InvokeAsync(() =>
        {
            while (access.TryWrite(_buffer, out int written))
            {
                Assert.Equal(_buffer.Length, written); // PIPE_BUF bytes: all or nothing.
            }
        }, Cancellation).InTime();
    }

    [Fact]
    public async Task Lines_of_several_writers_to_one_pipe_are_not_torn()
    {
        using var pipe = new Pipe();
        pipe.Writer.SetNonBlocking(false);
        const int Lines = 500;
        const int Length = 2000;
        using SafeFileHandle second = pipe.Writer.Duplicate();
        using AsyncHandle writer = _running.Loop.Attach(pipe.Writer, Interests.Writable);
        using AsyncHandle reader = _running.Loop.Attach(pipe.Reader, Interests.Readable);
        using var otherLoop = new RunningLoop(NativeMultiplexer.Create());
        using AsyncHandle otherWriter = otherLoop.Loop.Attach(second, Interests.Writable);

        Task first = WriteLinesAsync(_running.Loop, writer, (byte)'a');
        Task other = WriteLinesAsync(otherLoop.Loop, otherWriter, (byte)'b');
        var line = new byte[Length];
        int read = 0;
        for (int lines = 0; lines < 2 * Lines; lines++)
        {
            for (read = 0; read < Length;)
            {
                read += await reader.ReadAsync(line.AsMemory(read), Cancellation).InTime();
            }

            Assert.Equal(Length, line.Count(one => one == line[0]));
        }

        await first.InTime();
        await other.InTime();

        static Task WriteLinesAsync(EventLoop loop, AsyncHandle writer, byte letter) => loop.InvokeAsync(async () =>
        {
            byte[] line = [.. Enumerable.Repeat(letter, Length)];
            for (int i = 0; i < Lines; i++)
            {
                await writer.WriteAsync(line, Cancellation);
            }
        }, Cancellation);
    }

    [Fact]
    public async Task A_cooked_terminal_that_nobody_reads_does_not_block_the_loop()
    {
        using var pty = new Pty();
        pty.Slave.SetNonBlocking(false);
        using AsyncHandle slave = _running.Loop.Attach(pty.Slave);
        byte[] text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("a line of text\n", 8000)));

        Task writing = _running.Loop.InvokeAsync(async () => await slave.WriteAsync(text, Cancellation), Cancellation);
        _running.Settle(); // Ends when the loop does something else.
        Assert.False(writing.IsCompleted);

        // Everything arrives once somebody reads, with a carriage return for each line.
        using var otherLoop = new RunningLoop(NativeMultiplexer.Create());
        using AsyncHandle master = otherLoop.Loop.Attach(pty.Master);
        for (int rest = text.Length + 8000; rest > 0;)
        {
            rest -= await master.ReadAsync(_buffer, Cancellation).InTime();
        }

        await writing.InTime();
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(4, 1)]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public async Task A_serial_line_that_waits_for_several_bytes_does_not_block_the_loop(byte vmin, byte vtime)
    {
        using var pty = new Pty();
        pty.SetRaw(vmin, vtime);
        pty.Slave.SetNonBlocking(false);
        using AsyncHandle slave = _running.Loop.Attach(pty.Slave);
        Task<byte[]> reading = _running.Loop.InvokeAsync(async () =>
        {
            var received = new List<byte>();
            while (received.Count < 8)
            {
                int read = await slave.ReadAsync(_buffer, Cancellation);
                received.AddRange(_buffer[..read]);
            }

            return received.ToArray();
        }, Cancellation);

        pty.Master.Write(1);
        _running.Settle();
        pty.Master.Write(2, 3, 4);
        _running.Settle();
        pty.Master.Write(5, 6, 7, 8);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], await reading.InTime());
    }

    [Theory]
    [InlineData("seqpacket")]
    [InlineData("datagram")]
    [InlineData("udp")]
    public async Task One_write_is_one_message_also_in_blocking_mode(string kind)
    {
        (SafeHandle left, SafeHandle right, IDisposable owner) = CreatePair(kind);
        using IDisposable ownerOfBoth = owner;
        left.SetNonBlocking(false);
        right.SetNonBlocking(false);
        using AsyncHandle writer = _running.Loop.Attach(left);
        using AsyncHandle reader = _running.Loop.Attach(right);

        await writer.WriteAsync(new byte[1400], Cancellation).InTime();
        await writer.WriteAsync(new byte[3], Cancellation).InTime();

        Assert.Equal(1400, await reader.ReadAsync(_buffer, Cancellation).InTime());
        Assert.Equal(3, await reader.ReadAsync(_buffer, Cancellation).InTime());
        Assert.False(reader.TryRead(_buffer, out _));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_named_pipe_in_blocking_mode_is_read_to_its_end(bool hasNoWait)
    {
        using var fifo = new Fifo();
        fifo.Reader.SetNonBlocking(false);
        using var access = new DescriptorAccess(fifo.Reader, hasNoWait);
        using AsyncHandle reader = _running.Loop.Attach(fifo.Reader, Interests.Readable);
        fifo.Writer.Write(1, 2, 3);

        Assert.Equal(3, await ReadBy(access, reader).InTime());
        Task<int> end = ReadBy(access, reader);
        _running.Settle();
        fifo.Writer.Dispose();

        Assert.Equal(0, await end.InTime());
    }

    [Fact]
    public async Task What_cannot_be_read_without_blocking_is_refused_with_the_remedy()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("mux");
        try
        {
            using SafeFileHandle inotify = Inotify.Watch(folder.FullName);
            inotify.SetNonBlocking(false);
            using AsyncHandle watch = _running.Loop.Attach(inotify, Interests.Readable);

            NotSupportedException refusal = await Assert.ThrowsAsync<NotSupportedException>(() => watch.ReadAsync(_buffer, Cancellation).AsTask());
            Assert.Contains("O_NONBLOCK", refusal.Message, StringComparison.Ordinal);

            inotify.SetNonBlocking(true);
            Task<int> reading = watch.ReadAsync(_buffer, Cancellation).AsTask();
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "new"), "", Cancellation);
            Assert.True(await reading.InTime() > 0);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_open_file_of_its_own_is_closed_with_the_handle()
    {
        using var pty = new Pty();
        int before = Descriptors();
        using (AsyncHandle slave = _running.Loop.Attach(pty.Slave))
        {
            Assert.False(slave.TryRead(_buffer, out _));
            Assert.Equal(before + 1, Descriptors());
        }

        Assert.Equal(before, Descriptors());

        static int Descriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Count(static path => new FileInfo(path).LinkTarget?.StartsWith("/dev/pts", StringComparison.Ordinal) == true);
    }

    public void Dispose() => _running.Dispose();

    private Task<int> ReadBy(DescriptorAccess access, AsyncHandle handle) => _running.Loop.InvokeAsync(
        async () => await handle.PerformAsync(Interests.Readable, (access, _buffer), static ((DescriptorAccess Access, byte[] Buffer) state, out int read) => state.Access.TryRead(state.Buffer, out read), Cancellation),
        Cancellation);

    private static (SafeHandle Left, SafeHandle Right, IDisposable Owner) CreatePair(string kind)
    {
        if (kind == "udp")
        {
            var left = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            var right = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            left.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            right.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            left.Connect(right.LocalEndPoint!);
            right.Connect(left.LocalEndPoint!);
            return (left.SafeHandle, right.SafeHandle, new Both(left, right));
        }

        SocketPair pair = kind == "seqpacket" ? SocketPair.OfSequencedPackets() : SocketPair.OfDatagrams();
        return (pair.Left, pair.Right, pair);
    }

    // As shells and children do with the standard input that they share: the flag belongs to the open file.
    private static void ClearNonBlockingElsewhere(SafeFileHandle handle)
    {
        using SafeFileHandle other = handle.Duplicate();
        other.SetNonBlocking(false);
    }

    private sealed class Both(Socket left, Socket right) : IDisposable
    {
        public void Dispose()
        {
            left.Dispose();
            right.Dispose();
        }
    }
}
