using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mux.LinuxNative;

/// <summary>Both sides of a pseudo-terminal. See pty(7).</summary>
internal sealed partial class Pty : IDisposable
{
    private const int ReadWriteNoControl = 0x2 | 0x100;

    public Pty()
    {
        Master = NativeCall.Own(OpenMaster(ReadWriteNoControl));
        NativeCall.Check(Grant(Master));
        NativeCall.Check(Unlock(Master));
        var name = new byte[128];
        Assert.Equal(0, NameOf(Master, name, name.Length));
        Slave = DescriptorCalls.Open(System.Text.Encoding.UTF8.GetString(name).TrimEnd('\0'), ReadWriteNoControl);
    }

    public SafeFileHandle Master { get; }

    public SafeFileHandle Slave { get; }

    public void Dispose()
    {
        Slave.Dispose();
        Master.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    private static partial int OpenMaster(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    private static partial int Grant(SafeHandle master);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    private static partial int Unlock(SafeHandle master);

    [LibraryImport("libc", EntryPoint = "ptsname_r", SetLastError = true)]
    private static partial int NameOf(SafeHandle master, [Out] byte[] buffer, nint length);
}
