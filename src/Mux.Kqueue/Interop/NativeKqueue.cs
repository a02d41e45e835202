using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mux.Kqueue.Interop;

/// <summary>The calls that macOS and FreeBSD share. None is variadic: on arm64 macOS passes variadic arguments in another way than a P/Invoke does.</summary>
internal static unsafe partial class NativeKqueue
{
    private const int LargestStat = 256; // Of either system's struct stat, and more.
    private const ushort S_IFMT = 0xF000;
    private const ushort S_IFIFO = 0x1000;
    private const ushort S_IFDIR = 0x4000;
    private const ushort S_IFREG = 0x8000;

    public static SyscallResult Create() => SyscallResult.Capture(Kqueue());

    public static SyscallResult Kevent(int kqueue, void* changes, int changeCount, void* events, int eventCount, Timespec? timeout)
    {
        Timespec value = timeout.GetValueOrDefault();
        return SyscallResult.Capture(KeventCall(kqueue, changes, changeCount, events, eventCount, timeout is null ? null : &value));
    }

    public static SyscallResult KindOf(int descriptor, KqueueAbi abi)
    {
        byte* status = stackalloc byte[LargestStat];

        // The plain name of macOS on x64 still means the call with 32-bit inode numbers, whose structure is another one.
        bool isOldName = OperatingSystem.IsMacOS() && RuntimeInformation.ProcessArchitecture == Architecture.X64;
        SyscallResult result = SyscallResult.Capture(isOldName ? FstatInode64(descriptor, status) : Fstat(descriptor, status));
        return result.Succeeded ? SyscallResult.Success((int)KindOf(Unsafe.ReadUnaligned<ushort>(status + abi.StatModeOffset))) : result;
    }

    public static void Close(int descriptor) => _ = CloseCall(descriptor); // Never retried: the number is free again whatever the answer.

    private static FileKind KindOf(ushort mode) => (mode & S_IFMT) switch
    {
        S_IFIFO => FileKind.Pipe,
        S_IFREG or S_IFDIR => FileKind.File,
        _ => FileKind.Other,
    };

    [LibraryImport("libc", EntryPoint = "kqueue", SetLastError = true)]
    private static partial int Kqueue();

    [LibraryImport("libc", EntryPoint = "kevent", SetLastError = true)]
    private static partial int KeventCall(int kqueue, void* changes, int changeCount, void* events, int eventCount, Timespec* timeout);

    [LibraryImport("libc", EntryPoint = "fstat", SetLastError = true)]
    private static partial int Fstat(int descriptor, byte* status);

    [LibraryImport("libc", EntryPoint = "fstat$INODE64", SetLastError = true)]
    private static partial int FstatInode64(int descriptor, byte* status);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseCall(int descriptor);
}
