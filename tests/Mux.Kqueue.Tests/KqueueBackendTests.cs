namespace Mux.Kqueue.Tests;

public sealed class KqueueBackendTests
{
    private static bool HasKqueue => OperatingSystem.IsMacOS() || OperatingSystem.IsFreeBSD();

    [Fact]
    public void It_is_supported_where_there_is_a_kqueue_and_says_why_elsewhere()
    {
        bool isSupported = new KqueueBackend().IsSupported(out string? reason);

        Assert.Equal((HasKqueue, HasKqueue ? null : "needs macOS or FreeBSD"), (isSupported, reason));
    }

    [Fact]
    public void It_makes_multiplexers_of_its_name()
    {
        Assert.SkipUnless(HasKqueue, "needs macOS or FreeBSD");
        var backend = new KqueueBackend();

        using IEventMultiplexer mux = backend.Create();

        Assert.Equal((backend.Name, "kqueue"), (mux.Name, backend.Name));
    }

    [Fact]
    public void Elsewhere_it_makes_none()
    {
        Assert.SkipWhen(HasKqueue, "there is a kqueue here");

        var refusal = Assert.Throws<PlatformNotSupportedException>(() => new KqueueBackend().Create());

        Assert.Equal("The kqueue backend cannot be used here: it needs macOS or FreeBSD.", refusal.Message);
    }
}
