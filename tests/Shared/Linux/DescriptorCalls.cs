using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mux.LinuxNative;

/// <summary>What every descriptor can do.</summary>
internal static partial class DescriptorCalls
{
    /// <summary>The descriptor number.</summary>
    public static int Number(this SafeHandle handle) => (int)handle.DangerousGetHandle();

    /// <summary>Writes bytes, which must all find room.</summary>
    public static void Write(this SafeHandle handle, params byte[] bytes) =>
        Assert.Equal(bytes.Length, (int)NativeCall.Check((int)WriteTo(handle, bytes, bytes.Length)));

    /// <summary>Reads what there is, up to a kilobyte. An empty array is the end of the stream.</summary>
    public static byte[] Read(this SafeHandle handle)
    {
        var buffer = new byte[1024];
        int read = NativeCall.Check((int)ReadFrom(handle, buffer, buffer.Length));
        return buffer[..read];
    }

    /// <summary>A second number for the same open file.</summary>
    public static SafeFileHandle Duplicate(this SafeHandle handle) => NativeCall.Own(Dup(handle));

    /// <summary>Makes one particular number a name of this open file.</summary>
    public static SafeFileHandle DuplicateTo(this SafeHandle handle, int number) => NativeCall.Own(Dup2(handle, number));

    /// <summary>Opens a file of any kind, without blocking.</summary>
    public static SafeFileHandle Open(string path, int flags) => NativeCall.Own(OpenPath(path, flags | NonBlocking));

    /// <summary>Sets or clears O_NONBLOCK, which belongs to the open file and so to everybody who shares it.</summary>
    public static void SetNonBlocking(this SafeHandle handle, bool nonBlocking)
    {
        int flags = NativeCall.Check(Control(handle, GetFlags, 0));
        NativeCall.Check(Control(handle, SetFlags, nonBlocking ? flags | NonBlocking : flags & ~NonBlocking));
    }

    private const int NonBlocking = 0x800;
    private const int GetFlags = 3;
    private const int SetFlags = 4;

    // Variadic, which on Linux makes no difference for three integers.
    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeHandle descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteTo(SafeHandle descriptor, byte[] buffer, nint count);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadFrom(SafeHandle descriptor, [Out] byte[] buffer, nint count);

    [LibraryImport("libc", EntryPoint = "dup", SetLastError = true)]
    private static partial int Dup(SafeHandle descriptor);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Dup2(SafeHandle descriptor, int number);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenPath(string path, int flags);
}
