namespace Mux.Iocp.Tests.Elsewhere;

/// <summary>What the backend says of itself where there is no Windows.</summary>
public sealed class OtherSystemTests
{
    [Fact]
    public void The_backend_says_why_it_is_not_supported()
    {
        SkipOnWindows();

        Assert.False(new IocpBackend().IsSupported(out string? reason));

        Assert.Equal("needs Windows", reason);
    }

    [Fact]
    public void The_backend_creates_nothing()
    {
        SkipOnWindows();

        PlatformNotSupportedException refusal = Assert.Throws<PlatformNotSupportedException>(() => new IocpBackend().Create());

        Assert.Contains("needs Windows", refusal.Message, StringComparison.Ordinal);
    }

    // Not in the constructor: an exception there comes before anything that mends Wine's list of exception handlers.
    private static void SkipOnWindows() => Assert.SkipWhen(OperatingSystem.IsWindows(), "this is what other systems are told");
}
