namespace Mux;

/// <summary>The backends that come with this package, in the order in which they are asked. The one place that names them.</summary>
internal static class BuiltInBackends
{
    public static IReadOnlyList<IEventMultiplexerBackend> All { get; } = [new Epoll.EpollBackend(), new Kqueue.KqueueBackend(), new Iocp.IocpBackend()];

    /// <summary>
    /// Puts the built-in backends first, in their own order, whatever was registered before them: adding a package must not change what "auto" picks where a built-in backend works.
    /// </summary>
    public static IEnumerable<IEventMultiplexerBackend> First(IEnumerable<IEventMultiplexerBackend> backends) => backends.OrderBy(Rank);

    private static int Rank(IEventMultiplexerBackend backend)
    {
        for (int rank = 0; rank < All.Count; rank++)
        {
            if (All[rank].GetType() == backend.GetType())
            {
                return rank;
            }
        }

        return All.Count; // Added by somebody else. The sort is stable, so these keep the order of their registration.
    }
}
