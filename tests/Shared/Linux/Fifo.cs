using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mux.LinuxNative;

/// <summary>Both ends of a named pipe. See fifo(7).</summary>
internal sealed partial class Fifo : IDisposable
{
    private const int ReadOnly = 0;
    private const int WriteOnly = 1;
    private const int OwnerOnly = 0x180; // 0600

    public Fifo()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        NativeCall.Check(MakeFifo(path, OwnerOnly));
        try
        {
            Reader = DescriptorCalls.Open(path, ReadOnly); // First: a writer that does not block is refused while nobody reads.
            Writer = DescriptorCalls.Open(path, WriteOnly);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public SafeFileHandle Reader { get; }

    public SafeFileHandle Writer { get; }

    public void Dispose()
    {
        Reader.Dispose();
        Writer.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);
}
