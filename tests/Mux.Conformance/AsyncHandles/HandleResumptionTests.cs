namespace Mux.Conformance;

/// <summary>Where an await of a handle goes on.</summary>
public abstract class HandleResumptionTests : LoopSuite
{
    private const int Rounds = 200;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task On_the_loop_it_resumes_on_the_loop_whatever_ConfigureAwait_says(bool continueOnCapturedContext)
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);
        Task<bool> waiting = running.Loop.InvokeAsync(async () =>
        {
            await left.ReadableAsync().ConfigureAwait(continueOnCapturedContext);
            return running.Loop.IsCurrentThread && EventLoop.Current == running.Loop;
        });
        running.Settle();

        pair.Right.Send([1]);

        Assert.True(await waiting.InTime());
    }

    [Fact]
    public async Task On_the_thread_pool_it_does_not_resume_on_the_loop()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);
        var ball = new byte[1];
        for (int round = 0; round < Rounds; round++)
        {
            var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Task<bool> waiting = Task.Run(
                async () =>
                {
                    ValueTask<Readiness> wait = left.ReadableAsync();
                    begun.SetResult();
                    await wait.ConfigureAwait(false);
                    return running.Loop.IsCurrentThread;
                },
                TestContext.Current.CancellationToken);
            await begun.Task.InTime();

            pair.Right.Send([1]);

            Assert.False(await waiting.InTime());
            await BallGame.TakeAsync(left, pair.Left, ball).InTime();
        }
    }

    [Fact]
    public async Task In_another_context_it_resumes_there()
    {
        using RunningLoop running = Start();
        using RunningLoop other = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);
        Task<bool> waiting = other.Loop.InvokeAsync(async () =>
        {
            await left.ReadableAsync();
            return other.Loop.IsCurrentThread;
        });
        other.Settle();

        pair.Right.Send([1]);

        Assert.True(await waiting.InTime());
    }

    [Fact]
    public async Task A_waiter_that_throws_harms_neither_the_loop_nor_its_handle()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);
        var ball = new byte[1];
        Task waiting = running.Loop.InvokeAsync(async () =>
        {
            await left.ReadableAsync();
            throw new InvalidDataException("mine");
        });
        running.Settle();
        pair.Right.Send([1]);

        await Assert.ThrowsAsync<InvalidDataException>(() => waiting.InTime());

        await BallGame.TakeAsync(left, pair.Left, ball).InTime();
        Assert.Equal(1, ball[0]);
    }
}
