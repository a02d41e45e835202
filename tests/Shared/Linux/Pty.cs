using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mux.LinuxNative;

/// <summary>Both sides of a pseudo-terminal. See pty(7).</summary>
internal sealed partial class Pty : IDisposable
{
    private const int ReadWriteNoControl = 0x2 | 0x100;
    private const int NonBlocking = 0x800;
    private const int LocalFlags = 12; // Where struct termios has them, and its control characters.
    private const int Signals = 0x1;
    private const int Canonical = 0x2;
    private const int Echo = 0x8;
    private const int ControlCharacters = 17;
    private const int Vtime = 5;
    private const int Vmin = 6;

    public Pty()
    {
        Master = NativeCall.Own(OpenMaster(ReadWriteNoControl | NonBlocking));
        NativeCall.Check(Grant(Master));
        NativeCall.Check(Unlock(Master));
        var name = new byte[128];
        Assert.Equal(0, NameOf(Master, name, name.Length));
        Slave = DescriptorCalls.Open(System.Text.Encoding.UTF8.GetString(name).TrimEnd('\0'), ReadWriteNoControl);
    }

    public SafeFileHandle Master { get; }

    public SafeFileHandle Slave { get; }

    /// <summary>Has the slave pass bytes on as they come, like a serial line: a read waits for so many, or for the time between two. See termios(3).</summary>
    public void SetRaw(byte vmin, byte tenthsOfSeconds)
    {
        var settings = new byte[64];
        NativeCall.Check(GetSettings(Slave, settings));
        settings[LocalFlags] &= unchecked((byte)~(Signals | Canonical | Echo));
        settings[ControlCharacters + Vmin] = vmin;
        settings[ControlCharacters + Vtime] = tenthsOfSeconds;
        NativeCall.Check(SetSettings(Slave, 0, settings));
    }

    public void Dispose()
    {
        Slave.Dispose();
        Master.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static partial int GetSettings(SafeHandle terminal, [Out] byte[] settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static partial int SetSettings(SafeHandle terminal, int when, byte[] settings);

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    private static partial int OpenMaster(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    private static partial int Grant(SafeHandle master);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    private static partial int Unlock(SafeHandle master);

    [LibraryImport("libc", EntryPoint = "ptsname_r", SetLastError = true)]
    private static partial int NameOf(SafeHandle master, [Out] byte[] buffer, nint length);
}
