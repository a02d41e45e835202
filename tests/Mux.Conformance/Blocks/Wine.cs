using System.Runtime.InteropServices;

namespace Mux.Conformance;

/// <summary>Whether the facts run on Wine, and what they then have to know of it. Wine is told from Windows by a function that only it exports.</summary>
/// <remarks>
/// On Wine 8, .NET cannot stop a thread in managed code: it stops at its next system call or allocation that needs more memory, and a loop without either holds
/// up each collection of garbage, and with it the process, for ever. So a loop that ends when other threads have got on yields the processor.
/// </remarks>
public static class Wine
{
    public static bool IsThis => Version is not null;

    /// <summary>Whether it is one before a version: those before 10 have faults that later ones have not.</summary>
    public static bool IsBefore(int major) => Version is { } version && version.Major < major;

    /// <summary>A size that Windows is tested with, or a tenth of it: a system call takes some 100 µs on Wine, as each asks a server process that has one thread.</summary>
    public static int TenthOf(int full) => IsThis ? full / 10 : full;

    private static unsafe Version? Version { get; } = OperatingSystem.IsWindows() && NativeLibrary.TryGetExport(NativeLibrary.Load("ntdll.dll"), "wine_get_version", out nint call)
        ? System.Version.Parse(Marshal.PtrToStringUTF8((nint)((delegate* unmanaged[Cdecl]<byte*>)call)())!.Split('-', ' ')[0])
        : null;

    /// <summary>The same with a hundredth, for a million of something.</summary>
    public static int HundredthOf(int full) => IsThis ? full / 100 : full;
}
