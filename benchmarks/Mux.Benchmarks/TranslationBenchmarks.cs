using BenchmarkDotNet.Attributes;
using Mux.Epoll;
using static Mux.Epoll.Interop.EpollFlags;

namespace Mux.Benchmarks;

/// <summary>Between Mux's words and the kernel's bits, over what is usual and what is not.</summary>
public class TranslationBenchmarks
{
    private const int Cases = 8;

    private static readonly (Interests Interests, TriggerMode Trigger, RegistrationOptions Options)[] Wanted =
    [
        (Interests.Readable, TriggerMode.Level, RegistrationOptions.None),
        (Interests.Readable | Interests.Writable, TriggerMode.Edge, RegistrationOptions.None),
        (Interests.Readable, TriggerMode.OneShot, RegistrationOptions.None),
        (Interests.Writable, TriggerMode.Level, RegistrationOptions.None),
        (Interests.None, TriggerMode.OneShot, RegistrationOptions.None),
        (Interests.Readable, TriggerMode.Level, RegistrationOptions.Exclusive),
        (Interests.Readable | Interests.Priority, TriggerMode.Level, RegistrationOptions.None),
        (Interests.Readable | Interests.Writable, TriggerMode.OneShot, RegistrationOptions.None),
    ];

    private static readonly (uint Events, Interests Interests)[] Reported =
    [
        (EPOLLIN, Interests.Readable),
        (EPOLLIN | EPOLLOUT, Interests.Readable | Interests.Writable),
        (EPOLLOUT, Interests.Writable),
        (EPOLLIN | EPOLLRDHUP, Interests.Readable),
        (EPOLLIN | EPOLLRDHUP | EPOLLHUP, Interests.Readable),
        (EPOLLERR | EPOLLHUP, Interests.Writable),
        (EPOLLIN | EPOLLPRI, Interests.Readable | Interests.Priority),
        (EPOLLHUP, Interests.None),
    ];

    /// <summary>What to ask the kernel for.</summary>
    [Benchmark(OperationsPerInvoke = Cases)]
    public uint ToEvents()
    {
        uint all = 0;
        foreach ((Interests interests, TriggerMode trigger, RegistrationOptions options) in Wanted)
        {
            all ^= EpollTranslation.ToEvents(interests, trigger, options);
        }

        return all;
    }

    /// <summary>What the kernel reported.</summary>
    [Benchmark(OperationsPerInvoke = Cases)]
    public Readiness ToReadiness()
    {
        var all = Readiness.None;
        foreach ((uint events, Interests interests) in Reported)
        {
            all ^= EpollTranslation.ToReadiness(events, interests);
        }

        return all;
    }
}
