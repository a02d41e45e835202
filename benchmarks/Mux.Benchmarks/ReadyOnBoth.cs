using Microsoft.Win32.SafeHandles;
using Mux.Benchmarks.Interop;
using Mux.Epoll;
using Mux.Epoll.Interop;

namespace Mux.Benchmarks;

/// <summary>The same eventfds in a multiplexer and in a bare epoll instance, level-triggered, with room for as many events as there are ready ones.</summary>
internal sealed class ReadyOnBoth : IDisposable
{
    private readonly EventFds _eventFds;

    public ReadyOnBoth(int count, int ready)
    {
        _eventFds = new EventFds(count, ready);
        Events = new ReadyEvents(ready);
        Buffer = new EpollEventBuffer(ready);
        foreach (SafeFileHandle handle in _eventFds.Handles)
        {
            Multiplexer.Register(handle, Interests.Readable);
        }

        foreach (int number in _eventFds.Numbers)
        {
            RawCalls.ThrowIfFailed(Epoll.Control(EpollOperation.Add, number, EpollFlags.EPOLLIN | EpollFlags.EPOLLRDHUP));
        }

        if (Multiplexer.Wait(Events, TimeSpan.Zero) != ready || Epoll.Poll(Buffer) != ready)
        {
            throw new InvalidOperationException($"Not both see {ready} of {count} ready: there is nothing to compare.");
        }
    }

    public IEventMultiplexer Multiplexer { get; } = new EpollBackend().Create();

    public ReadyEvents Events { get; }

    public RawEpoll Epoll { get; } = new();

    public EpollEventBuffer Buffer { get; }

    public void Dispose()
    {
        Multiplexer.Dispose();
        Epoll.Dispose();
        _eventFds.Dispose();
    }
}
