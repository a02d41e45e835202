using System.Diagnostics;
using Mux.Compare.Measuring;
using Mux.Compare.Native;

namespace Mux.Compare.Chain;

/// <summary>The benchmark that libevent and libev have always been compared by: of many watched pairs a few are active at a time, and each event begets the next.</summary>
internal static class ChainSuite
{
    private const int Active = 100;
    private const int Writes = 20_000;
    private const int Runs = 5;

    private static readonly int[] Sizes = [100, 1_000, 9_000];

    public static Suite Create(CCompiler compiler, Pinning pinning) => new("chain", CProgram.PeerName,
    [
        InC(compiler, pinning, CProgram.PeerName, "chain-epoll.c"),
        InC(compiler, pinning, CProgram.ThreadedPeerName, "chain-epoll.c", "threads"),
        InC(compiler, pinning, "libuv", "chain-libuv.c"),
        InC(compiler, pinning, "libevent", "chain-libevent.c"),
        InC(compiler, pinning, "libev", "chain-libev.c"),
        new ManagedPeer("Mux bare, level", () => Measure(pinning, ring => new BareChain(ring))),
        new ManagedPeer("Mux loop, handlers", () => Measure(pinning, ring => new HandlerChain(ring))),
        new ManagedPeer("Mux loop, awaits", () => Measure(pinning, ring => new AwaitChain(ring))),
    ])
    {
        Charts = [.. Sizes.Select(size => new Chart(NameOf(size), "event"))],
    };

    private static CProgram InC(CCompiler compiler, Pinning pinning, string name, string source, params string[] options) =>
        new(compiler, name, [.. Sizes.Select(size => (source, (string[])[pinning.LoopArgument, NameOf(size), $"{size}", $"{Active}", $"{Writes}", $"{Runs}", .. options]))]);

    private static string NameOf(int pairs) => FormattableString.Invariant($"{pairs:#,0} pairs, {Active} active");

    private static List<Measurement> Measure(Pinning pinning, Func<PairRing, IChainRunner> create)
    {
        List<Measurement> measured = [];
        MeasuredThread.Run(pinning.Loop, () => measured.AddRange(Sizes.SelectMany(size => MeasureSize(size, create))));
        return measured;
    }

    private static IEnumerable<Measurement> MeasureSize(int size, Func<PairRing, IChainRunner> create)
    {
        using var ring = new PairRing(size);
        using IChainRunner runner = create(ring);
        var setUps = new double[Runs];
        var events = new double[Runs];
        for (int run = 0; run < Runs; run++)
        {
            long begun = Stopwatch.GetTimestamp();
            runner.Register();
            setUps[run] = Stopwatch.GetElapsedTime(begun).TotalNanoseconds / size;

            runner.Run(() => ring.Begin(Active, Writes));
            events[run] = ring.Duration.TotalNanoseconds / (Active + Writes);
            runner.Unregister();
        }

        yield return new Measurement(NameOf(size), "event", "ns", Median.Of(events));
        yield return new Measurement(NameOf(size), "set-up", "ns a descriptor", Median.Of(setUps));
    }
}
