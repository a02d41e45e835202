namespace Mux;

/// <summary>What a registration asks to be told about its handle.</summary>
/// <remarks>
/// Errors and hang-ups need no flag: they are reported to every registration that is not paused (see <see cref="Readiness"/>).
/// The values are those of the directions in <see cref="Readiness"/>, so that one can be masked with the other.
/// </remarks>
[Flags]
public enum Interests
{
    /// <summary>
    /// Paused: the registration stays, and nothing is reported, hang-ups and errors included. Restoring interests with
    /// <see cref="EventRegistration.Modify(Interests)"/> evaluates the handle anew, so whatever happened meanwhile is reported then.
    /// </summary>
    None = 0,

    /// <summary>There is something to read: data, the end of the stream, or a connection to accept.</summary>
    Readable = 1 << 0,

    /// <summary>There is room to write, or a connect has finished.</summary>
    Writable = 1 << 1,

    /// <summary>
    /// Urgent data, or what the handle's driver calls an exceptional condition (EPOLLPRI). Only where
    /// <see cref="MultiplexerFeatures.Priority"/> is set; elsewhere asking for it throws <see cref="NotSupportedException"/>.
    /// </summary>
    Priority = 1 << 2,
}
