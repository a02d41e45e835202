namespace Mux.Tests;

/// <summary>What the facts know of the system they run on.</summary>
internal static class ThisSystem
{
    /// <summary>The built-in backend that works here. Where there is none, the fact is skipped.</summary>
    public static string Backend
    {
        get
        {
            SkipUnlessItHasABackend();
            return OperatingSystem.IsWindows() ? "iocp" : "epoll";
        }
    }

    public static void SkipUnlessItHasABackend() =>
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsWindows(), "The built-in backends work on Linux and Windows only, so far.");
}
