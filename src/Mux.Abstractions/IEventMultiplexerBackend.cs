using System.Diagnostics.CodeAnalysis;

namespace Mux;

/// <summary>
/// One way to multiplex on one kind of system. Whoever creates multiplexers asks the backends in turn; a package adds its own by registering an implementation of this interface.
/// </summary>
/// <remarks>Implementations hold no resources, and may be called from any thread.</remarks>
public interface IEventMultiplexerBackend
{
    /// <summary>The name by which the backend is chosen, in lower case, and its multiplexers' <see cref="IEventMultiplexer.Name"/>.</summary>
    string Name { get; }

    /// <summary>Tells whether the backend works on this system, without creating anything.</summary>
    /// <param name="reason">When it does not: why, as a clause that can follow the backend's name and a colon.</param>
    /// <returns>True when <see cref="Create"/> can be expected to work.</returns>
    bool IsSupported([NotNullWhen(false)] out string? reason);

    /// <summary>Creates a multiplexer. The caller owns it.</summary>
    /// <returns>A new multiplexer.</returns>
    /// <exception cref="PlatformNotSupportedException">The backend does not work on this system.</exception>
    /// <exception cref="MultiplexerException">The system refused: out of descriptors, out of memory.</exception>
    IEventMultiplexer Create();
}
