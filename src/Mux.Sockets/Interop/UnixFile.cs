using System.Runtime.InteropServices;

namespace Mux.Interop;

/// <summary>Files that are opened and never written, by their descriptors. On Unix.</summary>
internal static partial class UnixFile
{
    private const int O_RDONLY = 0;

    private static int O_NONBLOCK => OperatingSystem.IsLinux() ? 0x800 : 0x4;

    private static int O_CLOEXEC => OperatingSystem.IsLinux() ? 0x80000 : OperatingSystem.IsFreeBSD() ? 0x100000 : 0x1000000;

    /// <summary>open(2), to read. Does not wait, not even for the writer of a FIFO.</summary>
    public static SyscallResult Open(string path) => SyscallResult.Capture(OpenCall(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)); // Without O_CREAT there is no third argument.

    /// <summary>dup(2): a further number for the same file, which is much cheaper. A process that is started meanwhile inherits it.</summary>
    public static SyscallResult Duplicate(int descriptor) => SyscallResult.Capture(DuplicateCall(descriptor));

    /// <summary>close(2).</summary>
    public static void Close(int descriptor) => _ = CloseCall(descriptor); // Nothing was written, so that nothing can be lost.

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenCall(string path, int flags);

    [LibraryImport("libc", EntryPoint = "dup", SetLastError = true)]
    private static partial int DuplicateCall(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseCall(int descriptor);
}
