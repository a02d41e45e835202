using BenchmarkDotNet.Attributes;
using Microsoft.Win32.SafeHandles;
using Mux.Benchmarks.Interop;
using Mux.Epoll;
using Mux.Epoll.Interop;

namespace Mux.Benchmarks;

/// <summary>A wake, and the wait that it ends, on one thread.</summary>
public class WakeBenchmarks
{
    private readonly ReadyEvents _events = new(capacity: 1);
    private readonly EpollEventBuffer _buffer = new(capacity: 1);
    private IEventMultiplexer _multiplexer = null!;
    private RawEpoll _epoll = null!;
    private SafeFileHandle _eventFd = null!;
    private int _number;

    /// <summary>Makes both.</summary>
    [GlobalSetup]
    public void Open()
    {
        _multiplexer = new EpollBackend().Create();
        _epoll = new RawEpoll();
        _eventFd = RawCalls.OpenEventFd(0);
        _number = (int)_eventFd.DangerousGetHandle();
        RawCalls.ThrowIfFailed(_epoll.Control(EpollOperation.Add, _number, EpollFlags.EPOLLIN | EpollFlags.EPOLLET));
    }

    /// <summary>write(2) to an edge-triggered eventfd, which so need not be read, and epoll_wait(2).</summary>
    [Benchmark(Baseline = true)]
    public int Raw()
    {
        RawCalls.Increment(_number);
        return _epoll.Poll(_buffer);
    }

    /// <summary><see cref="IEventMultiplexer.Wake"/> and <see cref="IEventMultiplexer.Wait"/>.</summary>
    [Benchmark]
    public bool Mux()
    {
        _multiplexer.Wake();
        _multiplexer.Wait(_events, TimeSpan.Zero);
        return _events.WasWoken;
    }

    /// <summary>Closes all.</summary>
    [GlobalCleanup]
    public void Close()
    {
        _multiplexer.Dispose();
        _epoll.Dispose();
        _eventFd.Dispose();
    }
}
