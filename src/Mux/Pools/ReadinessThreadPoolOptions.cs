using System.ComponentModel.DataAnnotations;

namespace Mux;

/// <summary>How a <see cref="ReadinessThreadPool"/> works. Read once, when it is started.</summary>
public sealed class ReadinessThreadPoolOptions
{
    /// <summary>The pool's name: of its threads and in its log. <c>mux-pool</c> by default.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Name { get; set; } = "mux-pool";

    /// <summary>The backend: see <see cref="EventMultiplexerOptions.Backend"/>.</summary>
    [StringLength(int.MaxValue, MinimumLength = 1, ErrorMessage = "{0} is empty. Leave it out, or set it to 'auto', to have the first backend that is available.")]
    public string? Backend { get; set; }

    /// <summary>How many threads wait, from 1 to 1,024; one for each processor by default. As many handlers run at once.</summary>
    [Range(1, 1024)]
    public int Threads { get; set; } = Environment.ProcessorCount;
}
