namespace Mux.Iocp.Tests.Elsewhere;

/// <summary>What the backend says of itself where there is no Windows.</summary>
public sealed class OtherSystemTests
{
    [Fact]
    public void The_backend_says_why_it_is_not_supported()
    {
        Assert.False(new IocpBackend().IsSupported(out string? reason));

        Assert.Equal("needs Windows", reason);
    }

    [Fact]
    public void The_backend_creates_nothing()
    {
        PlatformNotSupportedException refusal = Assert.Throws<PlatformNotSupportedException>(() => new IocpBackend().Create());

        Assert.Contains("needs Windows", refusal.Message, StringComparison.Ordinal);
    }
}
