using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Microsoft.Win32.SafeHandles;
using Mux.Benchmarks.Interop;
using Mux.Epoll;
using Mux.Epoll.Interop;
using static Mux.Epoll.Interop.EpollFlags;

namespace Mux.Benchmarks;

/// <summary>Changes of what is watched: of an eventfd that is not ready.</summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class RegistrationBenchmarks
{
    private const string Register = "register, unregister";
    private const string Modify = "modify";
    private const string Rearm = "rearm";
    private const uint Readable = EPOLLIN | EPOLLRDHUP;
    private const uint Priority = EPOLLPRI;

    private IEventMultiplexer _multiplexer = null!;
    private RawEpoll _epoll = null!;
    private SafeFileHandle _modified = null!;
    private SafeFileHandle _rearmed = null!;
    private SafeFileHandle _free = null!;
    private EventRegistration _toModify = null!;
    private EventRegistration _toRearm = null!;
    private int _modifiedNumber;
    private int _rearmedNumber;
    private int _freeNumber;
    private bool _isOdd;

    /// <summary>Makes the handles, and registers those that are only changed.</summary>
    [GlobalSetup]
    public void Open()
    {
        (_multiplexer, _epoll) = (new EpollBackend().Create(), new RawEpoll());
        (_modified, _rearmed, _free) = (RawCalls.OpenEventFd(0), RawCalls.OpenEventFd(0), RawCalls.OpenEventFd(0));
        (_modifiedNumber, _rearmedNumber, _freeNumber) = (NumberOf(_modified), NumberOf(_rearmed), NumberOf(_free));
        _toModify = _multiplexer.Register(_modified, Interests.Readable);
        _toRearm = _multiplexer.Register(_rearmed, Interests.Readable, TriggerMode.OneShot);
        RawCalls.ThrowIfFailed(_epoll.Control(EpollOperation.Add, _modifiedNumber, Readable));
        RawCalls.ThrowIfFailed(_epoll.Control(EpollOperation.Add, _rearmedNumber, Readable | EPOLLONESHOT));
    }

    /// <summary>EPOLL_CTL_ADD and EPOLL_CTL_DEL.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory(Register)]
    public int RawAddAndDelete() =>
        _epoll.Control(EpollOperation.Add, _freeNumber, Readable) | _epoll.Control(EpollOperation.Delete, _freeNumber, 0);

    /// <summary>A registration made and disposed of.</summary>
    [Benchmark]
    [BenchmarkCategory(Register)]
    public void MuxRegisterAndUnregister() => _multiplexer.Register(_free, Interests.Readable).Dispose();

    /// <summary>EPOLL_CTL_MOD to other events.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory(Modify)]
    public int RawModify() => _epoll.Control(EpollOperation.Modify, _modifiedNumber, (_isOdd = !_isOdd) ? Priority : Readable);

    /// <summary><see cref="EventRegistration.Modify(Interests)"/> to other interests.</summary>
    [Benchmark]
    [BenchmarkCategory(Modify)]
    public void MuxModify() => _toModify.Modify((_isOdd = !_isOdd) ? Interests.Priority : Interests.Readable);

    /// <summary>EPOLL_CTL_MOD with EPOLLONESHOT.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory(Rearm)]
    public int RawRearm() => _epoll.Control(EpollOperation.Modify, _rearmedNumber, Readable | EPOLLONESHOT);

    /// <summary><see cref="EventRegistration.Rearm"/>.</summary>
    [Benchmark]
    [BenchmarkCategory(Rearm)]
    public void MuxRearm() => _toRearm.Rearm();

    /// <summary>Closes all.</summary>
    [GlobalCleanup]
    public void Close()
    {
        _multiplexer.Dispose();
        _epoll.Dispose();
        _modified.Dispose();
        _rearmed.Dispose();
        _free.Dispose();
    }

    private static int NumberOf(SafeFileHandle handle) => (int)handle.DangerousGetHandle();
}
