using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mux.Tests;

/// <summary>What a loop gives back: memory after a burst, ambient values, handles that were detached, and the thread pool, which it does not need.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class LoopLeavesNothingTests
{
    private const int Burst = 200_000;
    private const long Slack = 4 * 1024 * 1024; // What the runtime itself may keep.

    private static readonly AsyncLocal<object?> Ambient = new();

    [Fact]
    public async Task A_burst_of_delays_gives_its_memory_back()
    {
        using var running = new RunningLoop(NativeMultiplexer.Create());
        long before = GC.GetTotalMemory(forceFullCollection: true);

        await running.Loop.InvokeAsync(async () =>
        {
            var all = new Task[Wine.HundredthOf(Burst)];
            for (int i = 0; i < all.Length; i++)
            {
                all[i] = running.Loop.DelayAsync(TimeSpan.FromMilliseconds(1)).AsTask();
            }

            await Task.WhenAll(all);
        }, TestContext.Current.CancellationToken).WaitAsync(Bound.Hang, TestContext.Current.CancellationToken);
        running.Settle();

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, Slack);
    }

    [Fact]
    public void A_burst_of_posts_gives_its_memory_back()
    {
        using var running = new RunningLoop(NativeMultiplexer.Create());
        long before = GC.GetTotalMemory(forceFullCollection: true);
        int runs = 0;
        using (running.Hold())
        {
            for (int i = 0; i < 5 * Wine.HundredthOf(Burst); i++)
            {
                running.Loop.Post(static runs => runs[0]++, s_runs);
            }
        }

        // The loop gives it back when it next sleeps: after the last of them, and at the latest after this.
        BoundedTasks.Await(
            () =>
            {
                running.Loop.Post(() => runs++);
                running.Settle();
                return GC.GetTotalMemory(forceFullCollection: true) - before < Slack;
            },
            "The memory of the burst is kept.");
    }

    private static readonly int[] s_runs = new int[1];

    [Fact]
    public void The_ambient_values_of_the_first_attach_are_not_kept()
    {
        using var running = new RunningLoop(NativeMultiplexer.Create());
        using var pair = ConnectedPair.OnLoopback();

        (WeakReference ambient, AsyncHandle handle) = AttachWithAmbientValue(running.Loop, pair);

        using (handle)
        {
            AssertCollected(ambient);
        }
    }

    [Fact]
    public void A_detached_handle_is_collected()
    {
        using var running = new RunningLoop(NativeMultiplexer.Create());
        using var pair = ConnectedPair.OnLoopback();

        WeakReference handle = AttachAndDetach(running.Loop, pair);

        running.Settle();
        AssertCollected(handle);
    }

    [Fact]
    public void A_signal_that_is_watched_no_longer_is_forgotten()
    {
        using var running = new RunningLoop(NativeMultiplexer.Create());

        WeakReference watch = WatchAndStop(running.Loop);

        running.Settle();
        AssertCollected(watch);
    }

    [Fact]
    public void A_callback_for_the_end_that_was_removed_is_forgotten()
    {
        using var running = new RunningLoop(NativeMultiplexer.Create());

        WeakReference state = RegisterAndRemove(running.Loop);

        AssertCollected(state);
    }

    [Fact]
    public void A_loop_that_has_ended_is_collected_with_what_was_attached_to_it()
    {
        using var pair = ConnectedPair.OnLoopback();

        (WeakReference loop, WeakReference handle) = RunAndEnd(pair);

        AssertCollected(handle);
        AssertCollected(loop);
    }

    [Fact]
    public void Disposing_of_loops_needs_no_thread_of_the_pool()
    {
        EventLoop[] loops = [.. Enumerable.Range(0, 8).Select(_ => EventLoop.Start())];
        using var occupied = new OccupiedThreadPool();

        Background disposal = Background.Run(() => Array.ForEach(loops, loop => loop.Dispose()));

        disposal.Join();
        Assert.All(loops, loop => Assert.True(loop.Completion.IsCompletedSuccessfully));
    }

    [Fact]
    public void Disposing_of_a_group_needs_no_thread_of_the_pool()
    {
        EventLoopGroup group = EventLoopGroup.Start(3);
        using var occupied = new OccupiedThreadPool();

        Background disposal = Background.Run(group.Dispose);

        disposal.Join();
        Assert.All(group, loop => Assert.True(loop.Completion.IsCompletedSuccessfully));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Ambient, AsyncHandle Handle) AttachWithAmbientValue(EventLoop loop, ConnectedPair pair)
    {
        var value = new object();
        Ambient.Value = value;
        AsyncHandle handle = loop.Attach(pair.Left);
        Ambient.Value = null;
        return (new WeakReference(value), handle);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference AttachAndDetach(EventLoop loop, ConnectedPair pair)
    {
        AsyncHandle handle = loop.Attach(pair.Left);
        Task<Readiness> wait = handle.ReadableAsync().AsTask();
        handle.Dispose();
        BoundedTasks.Await(() => wait.IsCompleted, "The wait does not end.");
        return new WeakReference(handle);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference WatchAndStop(EventLoop loop)
    {
        SignalWatch watch = loop.WatchSignal(PosixSignal.SIGTERM);
        watch.Dispose();
        return new WeakReference(watch);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RegisterAndRemove(EventLoop loop)
    {
        var state = new object();
        loop.RegisterEnding(static (_, _) => { }, state).Dispose();
        return new WeakReference(state);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Loop, WeakReference Handle) RunAndEnd(ConnectedPair pair)
    {
        EventLoop loop = EventLoop.Start();
        AsyncHandle handle = loop.Attach(pair.Left);
        loop.Dispose();
        return (new WeakReference(loop), new WeakReference(handle));
    }

    private static void AssertCollected(WeakReference reference) => BoundedTasks.Await(
        () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return !reference.IsAlive;
        },
        "Something keeps it alive.");
}
