using System.Diagnostics;
using Mux.Compare.Chain;
using Mux.Compare.Measuring;
using Mux.Compare.Native;

namespace Mux.Compare.Registering;

/// <summary>What it costs to watch a descriptor, to change what it is watched for, and to watch it no more.</summary>
internal static class RegisterSuite
{
    private const int Descriptors = 1_000;
    private const int Rounds = 100;

    private static readonly string Case = FormattableString.Invariant($"{Descriptors:#,0} descriptors");

    public static Suite Create(CCompiler compiler, Pinning pinning) => new("register", CProgram.PeerName,
    [
        InC(compiler, pinning, CProgram.PeerName, "register-epoll.c"),
        InC(compiler, pinning, "libuv", "register-libuv.c"),
        InC(compiler, pinning, "libevent", "register-libevent.c"),
        InC(compiler, pinning, "libev", "register-libev.c"),
        new ManagedPeer("Mux bare", () => OnThread(pinning, MeasureBare)),
        new ManagedPeer("Mux loop, handlers", () => OnThread(pinning, MeasureHandlers)),
        new ManagedPeer("Mux loop, attached handles", () => OnThread(pinning, MeasureAttached)),
    ])
    {
        Charts = [new Chart(Case, "register + unregister")],
    };

    private static CProgram InC(CCompiler compiler, Pinning pinning, string name, string source) => new(compiler, name, (source, [pinning.LoopArgument, $"{Descriptors}", $"{Rounds}"]));

    private static List<Measurement> OnThread(Pinning pinning, Func<PairRing, List<Measurement>> measure)
    {
        List<Measurement> measured = [];
        MeasuredThread.Run(pinning.Loop, () =>
        {
            using var ring = new PairRing(Descriptors);
            ring.FillWatched(); // As in the C peers: nobody is ready, whatever is watched for.
            measured = measure(ring);
        });
        return measured;
    }

    private static List<Measurement> MeasureBare(PairRing ring)
    {
        using IEventMultiplexer multiplexer = EventMultiplexer.Create();
        var registrations = new EventRegistration[Descriptors];
        void Register()
        {
            for (int i = 0; i < Descriptors; i++)
            {
                registrations[i] = multiplexer.Register(ring.Handles[i], Interests.Readable, TriggerMode.Level);
            }
        }

        Measurement both = Measure("register + unregister", Register, () => Dispose(registrations));
        Register();
        Measurement modified = Measure("modify", () => Modify(registrations, Interests.Readable | Interests.Writable), () => Modify(registrations, Interests.Readable), operations: 2);
        return [both, modified];
    }

    private static List<Measurement> MeasureHandlers(PairRing ring)
    {
        using var loop = new EventLoop(EventMultiplexer.Create());
        var registrations = new EventRegistration[Descriptors];
        var handler = new NoHandler();
        return
        [
            Measure(
                "register + unregister",
                () =>
                {
                    for (int i = 0; i < Descriptors; i++)
                    {
                        registrations[i] = loop.Register(ring.Handles[i], Interests.Readable, TriggerMode.Level, handler);
                    }
                },
                () => Dispose(registrations)),
        ];
    }

    private static List<Measurement> MeasureAttached(PairRing ring)
    {
        var handles = new AsyncHandle[Descriptors];
        using EventLoop loop = EventLoop.Start();
        Measurement measured = default;
        loop.InvokeAsync(() => measured = Measure(
            "register + unregister",
            () =>
            {
                for (int i = 0; i < Descriptors; i++)
                {
                    handles[i] = loop.Attach(ring.Handles[i], Interests.Readable);
                }
            },
            () => Dispose(handles))).GetAwaiter().GetResult();
        return [measured];
    }

    private static void Modify(EventRegistration[] registrations, Interests interests)
    {
        foreach (EventRegistration registration in registrations)
        {
            registration.Modify(interests);
        }
    }

    private static void Dispose(IDisposable[] all)
    {
        foreach (IDisposable one in all)
        {
            one.Dispose();
        }
    }

    // The median of the rounds.
    private static Measurement Measure(string metric, Action there, Action back, int operations = 1)
    {
        var times = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            long begun = Stopwatch.GetTimestamp();
            there();
            back();
            times[round] = Stopwatch.GetElapsedTime(begun).TotalNanoseconds / (Descriptors * operations);
        }

        return new Measurement(Case, metric, "ns", Median.Of(times));
    }

    private sealed class NoHandler : IReadyHandler
    {
        public void OnReady(ReadyEvent ready)
        {
        }
    }
}
