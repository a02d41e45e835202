using Mux.Compare.Interop;
using Mux.Compare.Measuring;
using Mux.Compare.Native;

namespace Mux.Compare.Accuracy;

/// <summary>How late timers are on a loop that does nothing else.</summary>
internal static class TimerSuite
{
    private static readonly (TimeSpan Delay, int Samples)[] Cases =
    [
        (TimeSpan.FromMicroseconds(50), 2000),
        (TimeSpan.FromMicroseconds(500), 1000),
        (TimeSpan.FromMilliseconds(5), 300),
    ];

    public static Suite Create(CCompiler compiler, Pinning pinning) => new("timer", CProgram.PeerName,
    [
        C(compiler, CProgram.PeerName, slack: 0, pinning),
        C(compiler, "C epoll, timer slack 1 ns", slack: 1, pinning),
        Peer("Mux IEventMultiplexer.Wait", lateness => LoopTimers.Wait(lateness, pinning)),
        Peer("Mux EventLoop.Schedule", lateness => LoopTimers.Schedule(lateness, pinning)),
        Peer(
            "Mux EventLoop.Schedule, timer slack 1 ns",
            lateness => LoopTimers.Schedule(lateness, pinning, begin: static () => TimerSlack.Set(1)),
            OperatingSystem.IsLinux() ? null : "timer slack is Linux's."),
        Peer("Mux EventLoop.DelayAsync", lateness => LoopTimers.Delay(lateness, pinning)),
        Peer("Task.Delay", lateness => PoolTimers.Delay(lateness, PoolTimers.Exactly)),
        Peer("Task.Delay, rounded up", lateness => PoolTimers.Delay(lateness, PoolTimers.RoundedUp)),
        Peer("Timer, rounded up", lateness => PoolTimers.Timer(lateness, PoolTimers.RoundedUp)),
    ]);

    private static CProgram C(CCompiler compiler, string name, int slack, Pinning pinning) =>
        new(compiler, name, [.. Cases.Select(@case => ("timer.c", new[] { pinning.LoopArgument, $"{slack}", $"{(long)@case.Delay.TotalNanoseconds}", $"{@case.Samples}" }))]);

    private static ManagedPeer Peer(string name, Func<Lateness, IEnumerable<Measurement>> measure, string? whyMissing = null) =>
        new(name, () => Cases.SelectMany(@case => measure(new Lateness(@case.Delay, @case.Samples))), whyMissing);
}
