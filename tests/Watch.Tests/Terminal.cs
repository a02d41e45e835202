using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Watch.Tests;

/// <summary>The near side of a pseudo-terminal, as a terminal program has it. See pty(7).</summary>
internal sealed partial class Terminal : IDisposable
{
    private const int O_RDWR = 0x2;
    private const int O_NOCTTY = 0x100;
    private const int O_CLOEXEC = 0x80000; // Or the process under test would hold its own terminal's other side open.

    private readonly SafeFileHandle _near;

    public Terminal()
    {
        _near = new SafeFileHandle(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), ownsHandle: true);
        Assert.False(_near.IsInvalid);
        Assert.Equal(0, grantpt(_near));
        Assert.Equal(0, unlockpt(_near));
        byte[] name = new byte[128];
        Assert.Equal(0, ptsname_r(_near, name, name.Length));
        Path = Encoding.UTF8.GetString(name).TrimEnd('\0');
    }

    /// <summary>The far side, which a program opens.</summary>
    public string Path { get; }

    public void Type(string text)
    {
        using var keyboard = new FileStream(new SafeFileHandle(_near.DangerousGetHandle(), ownsHandle: false), FileAccess.Write, bufferSize: 0);
        keyboard.Write(Encoding.UTF8.GetBytes(text));
    }

    public void Dispose() => _near.Dispose();

    [LibraryImport("libc")]
    private static partial int posix_openpt(int flags);

    [LibraryImport("libc")]
    private static partial int grantpt(SafeHandle near);

    [LibraryImport("libc")]
    private static partial int unlockpt(SafeHandle near);

    [LibraryImport("libc")]
    private static partial int ptsname_r(SafeHandle near, [Out] byte[] name, nint length);
}
