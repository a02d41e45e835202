using System.Runtime.Versioning;
using Mux.LinuxNative;

namespace Mux.Sockets.Tests;

/// <summary>What relays hold open while nothing moves, as the kernel counts it.</summary>
[OnLinux]
[SupportedOSPlatform("linux")]
[Collection(nameof(AloneInTheProcess))]
public sealed class IdleRelayTests
{
    private const int Relays = 50;

    [Fact]
    public async Task Idle_relays_hold_no_pipe_before_their_traffic_or_after_it()
    {
        using var running = new RunningLoop(EventMultiplexer.Create());
        using RelayUnderTest first = Begin(running);
        RelayUnderTest[] relays = [];
        try
        {
            await Exchange([first]); // Opens what the class library's sockets and the loop keep for good.
            GC.Collect();
            GC.WaitForPendingFinalizers(); // What other facts left open is closed now, and not while this counts.
            int ends = PipeEnds();
            int kept = await Kept(running);

            relays = [.. Enumerable.Range(0, Relays).Select(_ => Begin(running))];
            int endsBefore = PipeEnds();
            await Exchange(relays);
            int endsAfter = PipeEnds();
            int keptAfter = await Kept(running);

            Assert.Equal(ends, endsBefore);
            Assert.Equal(2 * (keptAfter - kept), endsAfter - ends); // The loop's, which all its relays share.
            Assert.InRange(keptAfter, 1, 8);
        }
        finally
        {
            Array.ForEach(relays, relay => relay.Dispose());
        }
    }

    [Fact]
    public async Task A_relay_that_is_stalled_holds_one_pipe()
    {
        using var running = new RunningLoop(EventMultiplexer.Create());
        int ends = PipeEnds();
        using RelayUnderTest relay = Begin(running);

        relay.Client.SendUntilStalled(new byte[64 * 1024 * 1024]);

        Assert.Equal(1, await running.Loop.InvokeAsync(() => relay.Carriers.InUse, TestContext.Current.CancellationToken));
        Assert.Equal(2 * (1 + await Kept(running)), PipeEnds() - ends);
    }

    private static RelayUnderTest Begin(RunningLoop running) => RelayUnderTest.Begin(running, copies: false, cancellation: TestContext.Current.CancellationToken);

    private static async Task Exchange(RelayUnderTest[] relays)
    {
        foreach (RelayUnderTest relay in relays)
        {
            await relay.Client.SendAllAsync(new byte[] { 1 });
            await relay.Server.ReceiveExactlyAsync(1);
            await relay.Server.SendAllAsync(new byte[] { 2 });
            await relay.Client.ReceiveExactlyAsync(1);
        }
    }

    // The peer may have the byte before the pipe is given back.
    private static Task<int> Kept(RunningLoop running) => running.Loop.InvokeAsync(() => RelayCarriers.Of(running.Loop).Kept, TestContext.Current.CancellationToken).InTime();

    private static int PipeEnds() => Directory.EnumerateFiles("/proc/self/fd").Count(IsPipe);

    private static bool IsPipe(string descriptor) => new FileInfo(descriptor).LinkTarget?.StartsWith("pipe:", StringComparison.Ordinal) == true;
}
