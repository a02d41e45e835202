namespace Mux.Conformance;

/// <summary>A loop that is told to stop runs what is queued, refuses what comes later, and forgets nobody who waits.</summary>
public abstract class LoopStopTests : LoopSuite
{
    private const int WorkLeftOver = 7;

    [Fact]
    public void Stop_runs_what_was_posted_before()
    {
        using RunningLoop running = Start();
        int ran = 0;

        using (running.Hold())
        {
            for (int i = 0; i < 5000; i++)
            {
                running.Loop.Post(() => ran++);
            }

            running.Loop.Stop();
            Assert.Throws<ObjectDisposedException>(() => running.Loop.Post(() => ran++));
        }

        running.Join();
        Assert.Equal(5000, ran);
        Assert.True(running.Loop.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_loop_that_stops_refuses_work_from_outside()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        EventLoop loop = running.Loop;

        using (running.Hold())
        {
            loop.Stop();

            Assert.Throws<ObjectDisposedException>(() => loop.Post(() => { }));
            Assert.Throws<ObjectDisposedException>(() => loop.Schedule(TimeSpan.Zero, () => { }));
            Assert.Throws<ObjectDisposedException>(() => loop.Attach(pair.Left));
            await Assert.ThrowsAsync<ObjectDisposedException>(() => loop.InvokeAsync(() => { }).InTime());
        }

        running.Join();
    }

    [Fact]
    public void What_runs_while_the_loop_stops_may_still_post()
    {
        using RunningLoop running = Start();
        var seen = new List<int>();

        using (running.Hold())
        {
            running.Loop.Post(() => running.Loop.Post(() => seen.Add(2)));
            running.Loop.Post(() => seen.Add(1));
            running.Loop.Stop();
        }

        running.Join();
        Assert.Equal([1, 2], seen);
    }

    [Fact]
    public async Task An_action_that_posts_itself_does_not_keep_the_loop_beyond_its_StopTimeout()
    {
        using var log = new RecordingLog();
        using RunningLoop running = Start(new EventLoopOptions { StopTimeout = TimeSpan.FromMilliseconds(20) }, new EventLoopServices { LoggerFactory = log });
        void Again() => running.Loop.Post(Again);
        running.Loop.Post(Again);

        await running.Loop.StopAsync(CancellationToken.None).InTime();

        running.Join();
        Assert.Contains("1 posted actions", Assert.Single(log.Of(WorkLeftOver)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_that_are_left_over_end_with_ObjectDisposedException()
    {
        using RunningLoop running = Start(new EventLoopOptions { StopTimeout = TimeSpan.Zero, WorkPerIteration = 1 });
        bool ran = false;
        Task call;
        Task later;

        using (running.Hold())
        {
            call = running.Loop.InvokeAsync(() => { ran = true; });
            later = running.Loop.InvokeAsync(async () =>
            {
                ran = true;
                await Task.Yield();
            });
            running.Loop.Stop();
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(() => call.InTime());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => later.InTime());
        Assert.False(ran);
    }

    [Fact]
    public async Task An_async_method_that_is_left_over_comes_to_its_end_on_the_thread_pool()
    {
        using RunningLoop running = Start(new EventLoopOptions { StopTimeout = TimeSpan.Zero, WorkPerIteration = 1 });
        var resumedOn = new List<bool>();

        Task method = running.Loop.InvokeAsync(async () =>
        {
            running.Loop.Stop(); // The rest is queued, and will not run here.
            await Task.Yield();
            resumedOn.Add(Thread.CurrentThread.IsThreadPoolThread);
            await Task.Yield();
            resumedOn.Add(Thread.CurrentThread.IsThreadPoolThread);
        });

        await method.InTime();
        Assert.Equal([true, true], resumedOn);
    }

    [Fact]
    public async Task An_async_method_resumes_after_the_end_of_the_loop_on_the_thread_pool()
    {
        using RunningLoop running = Start();
        var gate = new TaskCompletionSource();
        Task<bool> method = running.Loop.InvokeAsync(async () =>
        {
            await gate.Task;
            return running.Loop.IsCurrentThread;
        });
        running.Settle();
        running.Loop.Stop();
        running.Join();

        gate.SetResult();

        Assert.False(await method.InTime());
    }

    [Fact]
    public async Task A_task_of_the_scheduler_runs_also_when_the_loop_has_ended()
    {
        using RunningLoop running = Start();
        running.Loop.Stop();
        running.Join();

        Task<bool> task = Task.Factory.StartNew(() => running.Loop.IsCurrentThread, CancellationToken.None, TaskCreationOptions.None, running.Loop.TaskScheduler);

        Assert.False(await task.InTime());
    }

    [Fact]
    public async Task A_read_that_waits_for_its_next_turn_when_the_loop_stops_ends()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a handle is read by read(2), which Windows has not");
        using RunningLoop running = Start(new EventLoopOptions { StopTimeout = TimeSpan.Zero });
        using var pipe = new PipePair();
        pipe.Write(new byte[10_000]);
        using AsyncHandle reader = running.Loop.Attach(pipe.Reader, Interests.Readable);

        Task reading = running.Loop.InvokeAsync(async () =>
        {
            running.Loop.Stop();
            var buffer = new byte[1];
            for (int read = 0; read < 10_000; read++)
            {
#pragma warning disable CA1416 // Windows was left out above.
                await reader.ReadAsync(buffer);
#pragma warning restore CA1416
            }
        });

        await Assert.ThrowsAsync<ObjectDisposedException>(() => reading.InTime());
    }

    [Fact]
    public void Timers_that_are_not_due_yet_never_run()
    {
        using RunningLoop running = Start();
        using LoopTimer timer = running.Loop.Schedule(TimeSpan.FromHours(1), () => Assert.Fail("Already?"));
        running.SettleTimers();

        running.Loop.Stop();

        running.Join();
        Assert.False(timer.Reschedule(TimeSpan.Zero));
    }
}
