using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mux.LinuxNative;

/// <summary>Both ends of a pipe, non-blocking. See pipe(2).</summary>
internal sealed partial class Pipe : IDisposable
{
    private const int NonBlockingCloseOnExec = 0x800 | 0x80000;

    public Pipe()
    {
        var ends = new int[2];
        NativeCall.Check(Pipe2(ends, NonBlockingCloseOnExec));
        Reader = new SafeFileHandle(ends[0], ownsHandle: true);
        Writer = new SafeFileHandle(ends[1], ownsHandle: true);
    }

    public SafeFileHandle Reader { get; }

    public SafeFileHandle Writer { get; }

    public void Dispose()
    {
        Reader.Dispose();
        Writer.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int Pipe2([Out] int[] ends, int flags);
}
