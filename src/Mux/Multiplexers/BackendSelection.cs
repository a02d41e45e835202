using System.Diagnostics.CodeAnalysis;

namespace Mux;

/// <summary>Chooses one of several backends, and explains why none could be chosen.</summary>
internal sealed class BackendSelection
{
    private readonly IEventMultiplexerBackend[] _backends;

    /// <param name="backends">The backends, in the order in which they are asked.</param>
    /// <exception cref="InvalidOperationException">Two of them have the same name.</exception>
    public BackendSelection(IEnumerable<IEventMultiplexerBackend> backends)
    {
        _backends = [.. backends];
        RefuseEqualNames();
    }

    /// <summary>The backend of that name, or the first one that works here when the name leaves the choice open.</summary>
    /// <exception cref="ArgumentException">No backend has that name.</exception>
    /// <exception cref="PlatformNotSupportedException">The named backend, or every backend, does not work here.</exception>
    public IEventMultiplexerBackend Select(string? name)
    {
        if (IsOpen(name))
        {
            return Array.Find(_backends, backend => backend.IsSupported(out _))
                ?? throw new PlatformNotSupportedException($"No backend works on this system. {List()}");
        }

        IEventMultiplexerBackend named = Find(name) ?? throw new ArgumentException(DescribeUnknown(name), nameof(name));
        return named.IsSupported(out _)
            ? named
            : throw new PlatformNotSupportedException($"The backend '{named.Name}' does not work on this system. {List()}");
    }

    /// <summary>Whether the name leaves the choice open or is a backend's: whether <see cref="Select"/> knows what is meant, if not whether it works here.</summary>
    public bool Knows([NotNullWhen(false)] string? name) => IsOpen(name) || Find(name) is not null;

    /// <summary>Says that no backend has that name, and lists those there are.</summary>
    public string DescribeUnknown(string name) =>
        $"There is no backend '{name}'. Name one of these, or '{EventMultiplexerOptions.AutomaticBackend}' for the first that is available. {List()}";

    private static bool IsOpen([NotNullWhen(false)] string? name) =>
        name is null || SameName(name, EventMultiplexerOptions.AutomaticBackend);

    private static bool SameName(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string Describe(IEventMultiplexerBackend backend) =>
        backend.IsSupported(out string? reason) ? $"{backend.Name} (available)" : $"{backend.Name} (not available: {reason})";

    private IEventMultiplexerBackend? Find(string name) => Array.Find(_backends, backend => SameName(backend.Name, name));

    private string List() => _backends.Length == 0 ? "No backend is registered." : $"Backends: {string.Join("; ", _backends.Select(Describe))}.";

    // Two of one name: only the first could ever be chosen, and nobody would notice.
    private void RefuseEqualNames()
    {
        foreach (IEventMultiplexerBackend backend in _backends)
        {
            IEventMultiplexerBackend first = Find(backend.Name)!;
            if (!ReferenceEquals(first, backend))
            {
                throw new InvalidOperationException(
                    $"Two backends are called '{backend.Name}': {first.GetType()} and {backend.GetType()}. Register one of them, or give one another name.");
            }
        }
    }
}
