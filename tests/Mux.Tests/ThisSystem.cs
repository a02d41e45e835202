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
            return OperatingSystem.IsWindows() ? "iocp" : OperatingSystem.IsLinux() ? "epoll" : "kqueue";
        }
    }

    public static void SkipUnlessItHasABackend() =>
        Assert.SkipUnless(
            OperatingSystem.IsLinux() || OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() || OperatingSystem.IsFreeBSD(), "No built-in backend works on this system.");
}
