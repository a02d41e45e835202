namespace Mux.Compare.Measuring;

/// <summary>Which processors the threads are bound to whose work is measured. Threads of the pool are free in any case.</summary>
/// <param name="Poster">The processor of whoever posts or wakes; null for any.</param>
/// <param name="Loop">The processor of whoever is posted to or woken; null for any.</param>
internal sealed record Pinning(int? Poster, int? Loop)
{
    public static readonly Pinning None = new(null, null);

    /// <summary>Two processors, where there are two.</summary>
    public static readonly Pinning Apart = new(0, Math.Min(1, Environment.ProcessorCount - 1));

    /// <summary>The processor of a server that is loaded; null for any. The load has the other one.</summary>
    public int? Server => Poster;

    /// <summary>The server's processor, as the C peers take it.</summary>
    public string ServerArgument => Argument(Server);

    /// <summary>The load's processor, as the C peers take it.</summary>
    public string LoadArgument => Argument(Loop);

    /// <summary>As the C peers take it.</summary>
    public string[] Arguments => [Argument(Poster), Argument(Loop)];

    /// <summary>The loop's processor, as the C peers take it.</summary>
    public string LoopArgument => Argument(Loop);

    private static string Argument(int? processor) => $"{processor ?? -1}";
}
