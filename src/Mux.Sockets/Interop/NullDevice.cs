using System.Runtime.InteropServices;

namespace Mux.Interop;

/// <summary>Descriptors that stand for nothing: of /dev/null. On Unix.</summary>
internal static partial class NullDevice
{
    private const int O_RDONLY = 0;

    private static int O_CLOEXEC => OperatingSystem.IsLinux() ? 0x80000 : OperatingSystem.IsFreeBSD() ? 0x100000 : 0x1000000;

    /// <summary>Opens one: a number of the process's, and a file of the system's.</summary>
    public static SyscallResult Open() => SyscallResult.Capture(OpenFile("/dev/null", O_RDONLY | O_CLOEXEC)); // Without O_CREAT there is no third argument.

    /// <summary>Takes a further number for it, which is much cheaper. A process that is started meanwhile inherits it, and has one more /dev/null.</summary>
    public static SyscallResult Duplicate(int descriptor) => SyscallResult.Capture(DuplicateDescriptor(descriptor));

    /// <summary>Frees the number.</summary>
    public static void Close(int descriptor) => _ = CloseDescriptor(descriptor); // There is nothing in /dev/null that closing could fail to write.

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "dup", SetLastError = true)]
    private static partial int DuplicateDescriptor(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseDescriptor(int descriptor);
}
