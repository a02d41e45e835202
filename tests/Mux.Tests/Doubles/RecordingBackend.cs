using System.Diagnostics.CodeAnalysis;

namespace Mux.Tests;

/// <summary>A backend as another package would bring it; it keeps the multiplexers that it was asked for, as mocks.</summary>
/// <param name="name">The backend's name.</param>
/// <param name="unsupportedBecause">Why it does not work here, or null when it does.</param>
internal sealed class RecordingBackend(string name, string? unsupportedBecause = null) : IEventMultiplexerBackend
{
    public List<Mock<IEventMultiplexer>> Created { get; } = [];

    public string Name => name;

    public bool IsSupported([NotNullWhen(false)] out string? reason)
    {
        reason = unsupportedBecause;
        return reason is null;
    }

    public IEventMultiplexer Create()
    {
        var multiplexer = new Mock<IEventMultiplexer>();
        multiplexer.Setup(m => m.Name).Returns(name);
        Created.Add(multiplexer);
        return multiplexer.Object;
    }
}
