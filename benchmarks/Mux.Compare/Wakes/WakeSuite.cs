using Mux.Compare.Measuring;
using Mux.Compare.Native;
using Mux.Compare.Posts;

namespace Mux.Compare.Wakes;

/// <summary>What it takes to wake a thread that sleeps and to be woken by it, and what a wake or a post costs when nobody sleeps.</summary>
internal static class WakeSuite
{
    public static Suite Create(CCompiler compiler, Pinning pinning) => new("wake", CProgram.PeerName,
    [
        new CProgram(
            compiler,
            CProgram.PeerName,
            ("wake.c", [.. pinning.Arguments, $"{RoundTrips.Count}", $"{MultiplexerWakes.PendingBatches}"]),
            ("post.c", ["awake", .. pinning.Arguments, $"{AwakePosts.Batches}", $"{AwakePosts.PostsABatch}"])),
        new ManagedPeer("Mux IEventMultiplexer", () => MultiplexerWakes.Measure(pinning)),
        new ManagedPeer("Mux EventLoop.Post", () => [.. LoopWakes.Measure(pinning), AwakePosts.Measure(new LoopTarget(pinning.Loop), pinning)]),
        new ManagedPeer("Mux EventLoop.Post, spins 200 us", () => LoopWakes.Measure(pinning, TimeSpan.FromMicroseconds(200))),
        new ManagedPeer("SemaphoreSlim", () => SemaphoreWakes.Measure(pinning)),
        new ManagedPeer("Channel, async reader", () => [.. ChannelWakes.MeasureLoops(), AwakePosts.Measure(new ChannelTarget(), pinning)]),
        new ManagedPeer("Channel, own thread", () => [.. ChannelWakes.MeasureThreads(pinning), AwakePosts.Measure(new ChannelThreadTarget(pinning.Loop), pinning)]),
    ]);
}
