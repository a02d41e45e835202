using Mux.Epoll.Interop;

namespace Mux.Benchmarks;

/// <summary>The least that a caller does with events: look at what each says, and at whom it is about.</summary>
internal static class Consumption
{
    public static int Of(ReadyEvents events)
    {
        int seen = 0;
        foreach (ReadyEvent ready in events)
        {
            seen += ready.CanRead && ready.Registration is not null ? 1 : 0;
        }

        return seen;
    }

    public static int Of(EpollEventBuffer buffer, int count)
    {
        int seen = 0;
        for (int i = 0; i < count; i++)
        {
            seen += (buffer.Events(i) & EpollFlags.EPOLLIN) != 0 && buffer.Data(i) != 0 ? 1 : 0;
        }

        return seen;
    }
}
