namespace Mux.Tests;

public sealed class BackendSelectionTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("auto")]
    [InlineData("AUTO")]
    public void The_first_backend_that_is_supported_is_taken_when_the_choice_is_open(string? name)
    {
        IEventMultiplexerBackend[] backends = [Unsupported("kqueue", "the system is Linux"), Supported("epoll"), Supported("poll")];

        IEventMultiplexerBackend selected = new BackendSelection(backends).Select(name);

        Assert.Same(backends[1], selected);
    }

    [Fact]
    public void A_named_backend_is_taken_though_an_earlier_one_is_supported()
    {
        IEventMultiplexerBackend[] backends = [Supported("epoll"), Supported("poll")];

        IEventMultiplexerBackend selected = new BackendSelection(backends).Select("poll");

        Assert.Same(backends[1], selected);
    }

    [Fact]
    public void Names_are_compared_without_regard_to_case()
    {
        IEventMultiplexerBackend[] backends = [Supported("epoll"), Supported("iocp")];

        IEventMultiplexerBackend selected = new BackendSelection(backends).Select("IOCP");

        Assert.Same(backends[1], selected);
    }

    [Fact]
    public void A_selection_creates_nothing()
    {
        var backend = new Mock<IEventMultiplexerBackend>();
        string? reason = null;
        backend.Setup(b => b.Name).Returns("epoll");
        backend.Setup(b => b.IsSupported(out reason)).Returns(true);

        new BackendSelection([backend.Object]).Select(null);

        backend.Verify(b => b.Create(), Times.Never);
    }

    [Fact]
    public void A_named_backend_that_is_not_supported_is_refused_with_the_reasons_and_what_is_available()
    {
        var selection = new BackendSelection([Supported("epoll"), Unsupported("kqueue", "the system is Linux")]);

        var refusal = Assert.Throws<PlatformNotSupportedException>(() => selection.Select("KQueue"));

        Assert.Equal(
            "The backend 'kqueue' does not work on this system. Backends: epoll (available); kqueue (not available: the system is Linux).", refusal.Message);
    }

    [Fact]
    public void Without_a_supported_backend_the_refusal_says_of_each_why()
    {
        var selection = new BackendSelection([Unsupported("epoll", "the system is Plan 9"), Unsupported("kqueue", "there is no kevent")]);

        var refusal = Assert.Throws<PlatformNotSupportedException>(() => selection.Select(null));

        Assert.Equal(
            "No backend works on this system. Backends: epoll (not available: the system is Plan 9); kqueue (not available: there is no kevent).", refusal.Message);
    }

    [Fact]
    public void Without_any_backend_the_refusal_says_so()
    {
        var selection = new BackendSelection([]);

        var refusal = Assert.Throws<PlatformNotSupportedException>(() => selection.Select(null));

        Assert.Equal("No backend works on this system. No backend is registered.", refusal.Message);
    }

    [Theory]
    [InlineData("epol")]
    [InlineData("")]
    [InlineData(" epoll")]
    public void An_unknown_name_is_refused_with_the_known_ones(string name)
    {
        var selection = new BackendSelection([Supported("epoll"), Unsupported("kqueue", "the system is Linux")]);

        var refusal = Assert.Throws<ArgumentException>(() => selection.Select(name));

        Assert.Equal(
            $"There is no backend '{name}'. Name one of these, or 'auto' for the first that is available. "
            + "Backends: epoll (available); kqueue (not available: the system is Linux). (Parameter 'name')",
            refusal.Message);
    }

    [Fact]
    public void Two_backends_of_one_name_are_refused_when_the_names_differ_in_case_too()
    {
        var refusal = Assert.Throws<InvalidOperationException>(
            () => new BackendSelection([new RecordingBackend("poll"), new RecordingBackend("epoll"), new RecordingBackend("POLL")]));

        Assert.Equal(
            "Two backends are called 'POLL': Mux.Tests.RecordingBackend and Mux.Tests.RecordingBackend. Register one of them, or give one another name.",
            refusal.Message);
    }

    private static IEventMultiplexerBackend Supported(string name) => Backend(name, reason: null);

    private static IEventMultiplexerBackend Unsupported(string name, string reason) => Backend(name, reason);

    private static IEventMultiplexerBackend Backend(string name, string? reason)
    {
        var backend = new Mock<IEventMultiplexerBackend>();
        backend.Setup(b => b.Name).Returns(name);
        backend.Setup(b => b.IsSupported(out reason)).Returns(reason is null);
        return backend.Object;
    }
}
