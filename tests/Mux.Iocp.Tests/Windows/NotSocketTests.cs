using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mux.Iocp.Tests;

/// <summary>Handles that are no sockets are refused with advice, and leave nothing behind.</summary>
public sealed partial class NotSocketTests
{
    [Fact]
    public void A_file()
    {
        using SafeFileHandle file = File.OpenHandle(Path.GetTempFileName(), options: FileOptions.DeleteOnClose | FileOptions.Asynchronous);

        AssertRefused(file);
    }

    [Fact]
    public void An_anonymous_pipe()
    {
        using var pipe = new PipePair();

        AssertRefused(pipe.Reader);
        AssertRefused(pipe.Writer);
    }

    [Theory]
    [InlineData(PipeOptions.None)]
    [InlineData(PipeOptions.Asynchronous)]
    public void A_named_pipe(PipeOptions options)
    {
        using var pipe = new NamedPipeServerStream(Path.GetRandomFileName(), PipeDirection.InOut, maxNumberOfServerInstances: 1, PipeTransmissionMode.Byte, options);

        AssertRefused(pipe.SafePipeHandle);
    }

    [Fact]
    public void A_console()
    {
        const int ReadWrite = unchecked((int)0xC0000000);
        const int OpenExisting = 3;
        using var console = new SafeFileHandle(CreateFile("CONOUT$", ReadWrite, share: 3, 0, OpenExisting, 0, 0), ownsHandle: true);
        Assert.SkipWhen(console.IsInvalid, "this process has no console");

        AssertRefused(console);
    }

    [Fact]
    public void An_event()
    {
        using var wait = new AutoResetEvent(initialState: true);

        AssertRefused(wait.SafeWaitHandle);
    }

    [Fact]
    public void A_process()
    {
        using var process = Process.GetCurrentProcess();

        AssertRefused(process.SafeHandle);
    }

    private static void AssertRefused(SafeHandle handle)
    {
        using var mux = new IocpUnderTest();

        var refused = Assert.Throws<NotSupportedException>(() => mux.Register(handle, Interests.Readable));

        Assert.StartsWith("Only sockets can be watched on Windows.", refused.Message, StringComparison.Ordinal);
        Assert.Contains("use asynchronous I/O", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, mux.Blocks);
        mux.AssertQuiet();
        Assert.False(handle.IsClosed);
    }

    [LibraryImport("kernel32", EntryPoint = "CreateFileW", StringMarshalling = StringMarshalling.Utf16)]
    private static partial nint CreateFile(string name, int access, int share, nint security, int disposition, int flags, nint template);
}
