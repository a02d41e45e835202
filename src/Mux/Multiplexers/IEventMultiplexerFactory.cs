namespace Mux;

/// <summary>Makes multiplexers: one for each thread that runs a loop of its own, say.</summary>
/// <remarks>Every member may be called from any thread.</remarks>
public interface IEventMultiplexerFactory
{
    /// <summary>Creates a multiplexer, on the backend that the options name at this moment.</summary>
    /// <returns>A new multiplexer at each call. The caller owns it, and disposes of it; a container does not.</returns>
    /// <exception cref="PlatformNotSupportedException">The named backend, or every backend, does not work on this system. The message tells of each why.</exception>
    /// <exception cref="MultiplexerException">The system refused: out of descriptors, out of memory.</exception>
    /// <remarks>
    /// The factory of a container also throws <c>OptionsValidationException</c> when the options are not valid, which a start with validation reports earlier.
    /// </remarks>
    IEventMultiplexer Create();
}
