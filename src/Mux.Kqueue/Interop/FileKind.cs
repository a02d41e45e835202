namespace Mux.Kqueue.Interop;

/// <summary>What a descriptor is, as far as it matters here.</summary>
internal enum FileKind
{
    /// <summary>Anything that has readiness: a socket, a terminal, another kqueue.</summary>
    Other,

    /// <summary>A pipe or FIFO.</summary>
    Pipe,

    /// <summary>A regular file or directory: always ready, and watched by kqueue in a way of its own that no other system has.</summary>
    File,
}
