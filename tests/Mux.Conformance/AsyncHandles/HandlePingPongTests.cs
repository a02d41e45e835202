using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>Two ends that try first and await otherwise: every message arrives, and in the steady state nothing is allocated.</summary>
public abstract class HandlePingPongTests : LoopSuite
{
    /// <summary>How often the ball is returned.</summary>
    protected virtual int Rallies => 10_000;

    /// <summary>How often it is while allocations are counted.</summary>
    protected virtual int CountedRallies => 100_000;

    [Fact]
    public async Task A_ball_comes_back_between_two_handles_of_one_loop()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();

        Assert.Equal((byte)Rallies, await PlayAsync(running.Loop, running.Loop, pair));
    }

    [Fact]
    public async Task A_ball_comes_back_between_two_loops()
    {
        using RunningLoop first = Start();
        using RunningLoop second = Start();
        using var pair = ConnectedPair.OnLoopback();

        Assert.Equal((byte)Rallies, await PlayAsync(first.Loop, second.Loop, pair));
    }

    [Fact]
    public async Task A_ball_comes_back_between_players_that_are_on_neither_loop()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);
        using AsyncHandle right = running.Loop.Attach(pair.Right, Interests.Readable);

        Task returning = Task.Run(() => BallGame.ReturnAsync(right, pair.Right, Rallies), TestContext.Current.CancellationToken);
        byte last = await Task.Run(() => BallGame.ServeAsync(left, pair.Left, Rallies), TestContext.Current.CancellationToken).InTime();

        await returning.InTime();
        Assert.Equal((byte)Rallies, last);
    }

    [Fact]
    public async Task Waits_on_the_loop_allocate_nothing()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);
        using AsyncHandle right = running.Loop.Attach(pair.Right, Interests.Readable);

        long waits = 0;
        long allocated = await running.Loop.InvokeAsync(async () =>
        {
            var ball = new byte[1];
            long before = 0;
            for (int i = -1000; i < CountedRallies; i++)
            {
                if (i == 0)
                {
                    before = GC.GetAllocatedBytesForCurrentThread();
                }

                // Each byte is received behind the handle's back, so that every wait has the system evaluate the handle again.
                (Socket from, Socket to, AsyncHandle receiver) = (i & 1) == 0 ? (pair.Left, pair.Right, right) : (pair.Right, pair.Left, left);
                from.Send(ball);
                while (true)
                {
                    ValueTask<Readiness> wait = receiver.ReadableAsync();
                    waits += i >= 0 && !wait.IsCompleted ? 1 : 0;
                    await wait;
                    if (to.Receive(ball, SocketFlags.None, out _) == 1)
                    {
                        break;
                    }
                }
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }).WaitAsync(4 * Bound.Hang, TestContext.Current.CancellationToken);

        Assert.Equal(RuntimeAwait.BytesEach * waits, allocated);
    }

    // Each serve is returned once, one hit more; the ball that is served next is the one that came back.
    private async Task<byte> PlayAsync(EventLoop leftLoop, EventLoop rightLoop, ConnectedPair pair)
    {
        using AsyncHandle left = leftLoop.Attach(pair.Left);
        using AsyncHandle right = rightLoop.Attach(pair.Right);

        Task returning = rightLoop.InvokeAsync(() => BallGame.ReturnAsync(right, pair.Right, Rallies));
        byte last = await leftLoop.InvokeAsync(() => BallGame.ServeAsync(left, pair.Left, Rallies)).InTime();
        await returning.InTime();
        return last;
    }
}
