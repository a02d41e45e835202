using System.Runtime.CompilerServices;

namespace Mux.Conformance;

/// <summary>The garbage collector: what is registered stays alive by itself, and what is not leaves nothing behind that the system could still call upon.</summary>
public abstract class CollectionTests : ConformanceSuite
{
    [Fact]
    public virtual void A_registration_that_only_the_multiplexer_holds_still_reports()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        RegisterAndForget(mux, pair, Interests.Readable, "kept");

        Collect();
        pair.Right.Send([1]);

        Assert.Equal("kept", mux.WaitForOne().State);
    }

    [Fact]
    public virtual void Registrations_that_ended_with_events_pending_are_collected_without_harm()
    {
        using IEventMultiplexer mux = Create();
        using var kept = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(kept.Left, Interests.Readable);

        for (int round = 0; round < 50; round++)
        {
            RegisterThenClose(mux, unregisterFirst: round % 2 == 0);
            Collect();
            Assert.Empty(mux.Collect(TimeSpan.Zero));
        }

        kept.Right.Send([1]);
        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }

    // Not inlined: a local that the JIT keeps alive would hide what is asked here.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RegisterAndForget(IEventMultiplexer mux, ConnectedPair pair, Interests interests, object state) =>
        mux.Register(pair.Left, interests, TriggerMode.Level, state);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RegisterThenClose(IEventMultiplexer mux, bool unregisterFirst)
    {
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Writable, TriggerMode.OneShot);
        pair.Right.Send([1]);
        if (unregisterFirst)
        {
            left.Dispose();
        }
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
