using System.ComponentModel.DataAnnotations;

namespace Mux;

/// <summary>How multiplexers are made.</summary>
public sealed class EventMultiplexerOptions
{
    /// <summary>The value of <see cref="Backend"/> that leaves the choice to Mux, as null does.</summary>
    public const string AutomaticBackend = "auto";

    /// <summary>
    /// The name of the backend to use, for example <c>epoll</c>, in upper or lower case. Null, the default, and <see cref="AutomaticBackend"/> take the first one that
    /// works on this system.
    /// </summary>
    [StringLength(int.MaxValue, MinimumLength = 1, ErrorMessage = "{0} is empty. Leave it out, or set it to 'auto', to have the first backend that is available.")]
    public string? Backend { get; set; }
}
