using System.IO.Pipes;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Mux.Interop;

namespace Mux.Tests.Interop;

/// <summary>The calls on descriptors, against the system itself: pipes, sockets, and numbers that are none.</summary>
public sealed class UnixDescriptorTests
{
    private const string NotHere = "Windows has no descriptors.";

    [Fact]
    public void What_is_written_is_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), NotHere);
        using var pipe = new BlockingPipe();
        byte[] buffer = new byte[8];

        SyscallResult written = UnixDescriptor.Write(pipe.Writer, [1, 2, 3]);
        SyscallResult read = UnixDescriptor.Read(pipe.Reader, buffer);

        Assert.Equal((3, 3), (written.Value, read.Value));
        Assert.Equal([1, 2, 3], buffer[..3]);
    }

    [Fact]
    public void The_end_of_the_stream_is_zero_bytes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), NotHere);
        using var pipe = new BlockingPipe();
        pipe.CloseWriter();

        SyscallResult read = UnixDescriptor.Read(pipe.Reader, new byte[1]);

        Assert.Equal((true, 0), (read.Succeeded, read.Value));
    }

    [Fact]
    public void Reading_what_is_not_there_would_block()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), NotHere);
        using Socket socket = Unblocked();

        SyscallResult read = UnixDescriptor.Read(Number(socket.SafeHandle), new byte[1]);

        Assert.Equal(UnixErrno.EAGAIN, read.Errno);
    }

    [Fact]
    public void Writing_to_nobody_is_a_broken_pipe()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), NotHere);
        using var pipe = new BlockingPipe();
        pipe.CloseReader();

        SyscallResult written = UnixDescriptor.Write(pipe.Writer, [1]);

        Assert.Equal(UnixErrno.EPIPE, written.Errno);
    }

    [Fact]
    public void No_bytes_are_no_trouble()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), NotHere);
        using var pipe = new BlockingPipe();

        SyscallResult written = UnixDescriptor.Write(pipe.Writer, []);
        SyscallResult read = UnixDescriptor.Read(pipe.Reader, []);

        Assert.Equal((true, 0), (written.Succeeded, written.Value));
        Assert.Equal((true, 0), (read.Succeeded, read.Value));
    }

    [Fact]
    public void A_reader_is_ready_once_there_is_something_to_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), NotHere);
        using var pipe = new BlockingPipe();
        int before = UnixDescriptor.IsReadable(pipe.Reader).Value;

        UnixDescriptor.Write(pipe.Writer, [1]);

        Assert.Equal((0, 1), (before, UnixDescriptor.IsReadable(pipe.Reader).Value));
    }

    [Fact]
    public void A_reader_is_ready_once_its_writer_is_gone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), NotHere);
        using var pipe = new BlockingPipe();

        pipe.CloseWriter();

        Assert.Equal(1, UnixDescriptor.IsReadable(pipe.Reader).Value);
    }

    [Fact]
    public void A_writer_is_ready_while_there_is_room()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), NotHere);
        using var pipe = new BlockingPipe();
        int before = UnixDescriptor.IsWritable(pipe.Writer).Value;
        byte[] atMost = new byte[OperatingSystem.IsLinux() ? 4096 : 512]; // PIPE_BUF: for so much there is room in a pipe that is ready, and the write does not block.

        while (UnixDescriptor.IsWritable(pipe.Writer).Value == 1)
        {
            UnixDescriptor.Write(pipe.Writer, atMost);
        }

        Assert.Equal((1, 0), (before, UnixDescriptor.IsWritable(pipe.Writer).Value));
    }

    [Fact]
    public void A_writer_is_ready_once_its_reader_is_gone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), NotHere);
        using var pipe = new BlockingPipe();

        pipe.CloseReader();

        Assert.Equal(1, UnixDescriptor.IsWritable(pipe.Writer).Value);
    }

    [Fact]
    public void Whether_a_descriptor_blocks_is_its_own_flag()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), NotHere);
        using var pipe = new BlockingPipe();
        using Socket socket = Unblocked();

        Assert.Equal(0, UnixDescriptor.IsNonBlocking(pipe.Reader).Value);
        Assert.Equal(1, UnixDescriptor.IsNonBlocking(Number(socket.SafeHandle)).Value);
    }

    [Fact]
    public void A_number_that_is_not_open_is_refused_by_every_call()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), NotHere);
        const int Closed = int.MaxValue; // Beyond every limit on descriptors.

        int[] errnos =
        [
            UnixDescriptor.Read(Closed, new byte[1]).Errno,
            UnixDescriptor.Write(Closed, [1]).Errno,
            UnixDescriptor.IsReadable(Closed).Errno,
            UnixDescriptor.IsWritable(Closed).Errno,
            UnixDescriptor.IsNonBlocking(Closed).Errno,
        ];

        Assert.All(errnos, errno => Assert.Equal(UnixErrno.EBADF, errno));
    }

    // Of datagrams: it needs no peer to have nothing to read.
    private static Socket Unblocked()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static int Number(SafeHandle handle) => (int)handle.DangerousGetHandle();

    private sealed class BlockingPipe : IDisposable
    {
        private readonly AnonymousPipeServerStream _writer = new(PipeDirection.Out);
        private readonly AnonymousPipeClientStream _reader;

        public BlockingPipe() => _reader = new AnonymousPipeClientStream(PipeDirection.In, _writer.ClientSafePipeHandle);

        public int Reader => Number(_reader.SafePipeHandle);

        public int Writer => Number(_writer.SafePipeHandle);

        public void CloseReader() => _reader.Dispose();

        public void CloseWriter() => _writer.Dispose();

        public void Dispose()
        {
            _writer.Dispose();
            _reader.Dispose();
        }
    }
}
