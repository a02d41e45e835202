namespace Mux.Epoll.Tests;

/// <summary>The multiplexer that the suites get. Elsewhere than on Linux their facts are skipped, with this reason.</summary>
internal static class EpollUnderTest
{
    public static EpollMultiplexer Create()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "epoll is Linux's");

        return new EpollMultiplexer();
    }
}
