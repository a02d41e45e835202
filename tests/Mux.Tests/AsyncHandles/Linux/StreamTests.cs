using System.IO.Pipes;
using System.Text;
using System.Runtime.Versioning;
using Mux.Interop;
using Mux.LinuxNative;

namespace Mux.Tests;

/// <summary>Attached descriptors as streams, and descriptors in blocking mode.</summary>
[OnLinux]
[SupportedOSPlatform("linux")]
public sealed class StreamTests : IDisposable
{
    private readonly EventLoop _loop = EventLoop.Start();

    public void Dispose() => _loop.Dispose();

    [Fact]
    public async Task Lines_go_over_a_terminal_both_ways()
    {
        using var pty = new Pty();
        await using Stream master = _loop.Attach(pty.Master).AsStream();
        await using Stream slave = _loop.Attach(pty.Slave).AsStream();
        using var lines = new StreamReader(slave);

        await master.WriteAsync("hello\n"u8.ToArray(), Cancellation);
        string? line = await lines.ReadLineAsync(Cancellation);

        Assert.Equal("hello", line);
    }

    [Fact]
    public async Task A_read_of_a_terminal_is_cancelled()
    {
        using var pty = new Pty();
        await using Stream slave = _loop.Attach(pty.Slave).AsStream();
        using var cancellation = new CancellationTokenSource();
        Task<int> read = slave.ReadAsync(new byte[10], cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(Bound.Hang, Cancellation));
    }

    [Fact]
    public async Task The_synchronous_methods_block_elsewhere_and_are_refused_on_the_loop()
    {
        using var pipe = new Pipe();
        using Stream reader = _loop.Attach(pipe.Reader, Interests.Readable).AsStream();
        using Stream writer = _loop.Attach(pipe.Writer, Interests.Writable).AsStream();
        byte[] buffer = new byte[5];

        Background reading = Background.Run(() => reader.ReadExactly(buffer));
        writer.Write("hello"u8);
        reading.Join();

        Assert.Equal("hello", Encoding.ASCII.GetString(buffer));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _loop.InvokeAsync(() => reader.Read(buffer, 0, 1), Cancellation));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _loop.InvokeAsync(() => writer.Write(buffer, 0, 1), Cancellation));
    }

    [Fact]
    public void A_stream_has_the_directions_of_its_handle_and_no_positions()
    {
        using var pipe = new Pipe();
        using Stream reader = _loop.Attach(pipe.Reader, Interests.Readable).AsStream();

        Assert.Equal((true, false, false), (reader.CanRead, reader.CanWrite, reader.CanSeek));
        Assert.Throws<NotSupportedException>(() => reader.Write([1]));
        Assert.Throws<NotSupportedException>(() => reader.Position);
        Assert.Throws<NotSupportedException>(() => reader.Seek(0, SeekOrigin.Begin));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Disposing_of_a_stream_detaches_and_closes_what_it_owns(bool owns)
    {
        using var pipe = new Pipe();
        Stream reader = _loop.Attach(pipe.Reader, Interests.Readable).AsStream(owns);
        Task<int> read = reader.ReadAsync(new byte[1], Cancellation).AsTask();

        await reader.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => read.WaitAsync(Bound.Hang, Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await reader.ReadExactlyAsync(new byte[1], Cancellation));
        Assert.Equal(owns, pipe.Reader.IsClosed);
        Assert.Equal(0, _loop.RegistrationCount);
    }

    [Fact]
    public async Task A_descriptor_in_blocking_mode_never_blocks_the_loop_and_keeps_its_mode()
    {
        using var server = new AnonymousPipeServerStream(PipeDirection.Out);
        using var client = new AnonymousPipeClientStream(PipeDirection.In, server.ClientSafePipeHandle);
        using AsyncHandle reader = _loop.Attach(client.SafePipeHandle, Interests.Readable);
        Assert.Equal(0, UnixDescriptor.IsNonBlocking((int)client.SafePipeHandle.DangerousGetHandle()).Value);
        byte[] buffer = new byte[10];

        Task<int> read = _loop.InvokeAsync(async () => await reader.ReadAsync(buffer, Cancellation), Cancellation);
        await _loop.InvokeAsync(() => { }, Cancellation).WaitAsync(Bound.Hang, Cancellation); // The loop is free, though nothing is there to read.
        await server.WriteAsync("abc"u8.ToArray(), Cancellation);

        Assert.Equal(3, await read.WaitAsync(Bound.Hang, Cancellation));
        Assert.Equal(0, UnixDescriptor.IsNonBlocking((int)client.SafePipeHandle.DangerousGetHandle()).Value);
    }

    [Fact]
    public async Task A_full_pipe_in_blocking_mode_does_not_block_the_loop_either()
    {
        using var server = new AnonymousPipeServerStream(PipeDirection.Out);
        using var client = new AnonymousPipeClientStream(PipeDirection.In, server.ClientSafePipeHandle);
        using AsyncHandle writer = _loop.Attach(server.SafePipeHandle, Interests.Writable);
        byte[] sent = [.. Enumerable.Range(0, 300_000).Select(number => (byte)number)]; // Several times what a pipe holds.
        byte[] received = new byte[sent.Length];

        Task writing = _loop.InvokeAsync(async () => await writer.WriteAsync(sent, Cancellation), Cancellation);
        await _loop.InvokeAsync(() => { }, Cancellation).WaitAsync(Bound.Hang, Cancellation);
        Assert.False(writing.IsCompleted);
        await client.ReadExactlyAsync(received, Cancellation);

        await writing.WaitAsync(Bound.Hang, Cancellation);
        Assert.Equal(sent, received);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
