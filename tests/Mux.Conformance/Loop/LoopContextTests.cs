namespace Mux.Conformance;

/// <summary>The thread of a loop: what is current on it, what comes back to it, and how it is left.</summary>
public abstract class LoopContextTests : LoopSuite
{
    [Fact]
    public async Task The_loop_and_its_context_are_current_in_callbacks_of_every_kind()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        EventLoop loop = running.Loop;
        var seen = new List<(string Kind, EventLoop? Loop, SynchronizationContext? Context)>();
        void See(string kind) => seen.Add((kind, EventLoop.Current, SynchronizationContext.Current));

        loop.Post(() => See("post"));
        await loop.InvokeAsync(() => See("call")).InTime();
        using LoopTimer timer = loop.Schedule(TimeSpan.Zero, () => See("timer"));
        running.SettleTimers();
        var handled = new TaskCompletionSource();
        loop.Register(pair.Left, Interests.Writable, TriggerMode.OneShot, new CallingHandler(_ =>
        {
            See("handler");
            handled.SetResult();
        }));
        await handled.Task.InTime();

        Assert.Equal(
            [("post", loop, loop.SynchronizationContext), ("call", loop, loop.SynchronizationContext), ("timer", loop, loop.SynchronizationContext), ("handler", loop, loop.SynchronizationContext)],
            seen);
    }

    [Fact]
    public async Task A_loop_without_a_context_resumes_its_own_awaits_and_no_others()
    {
        using RunningLoop running = Start(new EventLoopOptions { UseSynchronizationContext = false });
        EventLoop loop = running.Loop;
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = loop.Attach(pair.Left, Interests.Readable);
        SynchronizationContext? context = loop.SynchronizationContext;

        (bool afterDelay, bool afterRead, bool afterYield) = await loop.InvokeAsync(async () =>
        {
            context = SynchronizationContext.Current;
            await loop.DelayAsync(TimeSpan.FromMilliseconds(1));
            bool afterDelay = loop.IsCurrentThread;
            ValueTask<Readiness> readable = left.ReadableAsync();
            pair.Right.Send([1]);
            await readable;
            bool afterRead = loop.IsCurrentThread;
            await Task.Yield();
            return (afterDelay, afterRead, loop.IsCurrentThread);
        }).InTime();

        Assert.Null(context);
        Assert.True(afterDelay);
        Assert.True(afterRead);
        Assert.False(afterYield);
    }

    [Fact]
    public void What_is_run_after_a_callback_runs_in_order_before_the_next_one()
    {
        using RunningLoop running = Start();
        EventLoop loop = running.Loop;
        var order = new List<string>();
        loop.UnhandledException += (_, details) => order.Add(details.Exception.Message);

        using (running.Hold())
        {
            loop.Post(() =>
            {
                loop.RunAfterCallback(static order => order.Add("first"), order);
                loop.RunAfterCallback<object?>(static _ => throw new InvalidOperationException("thrown"), null);
                loop.RunAfterCallback(
                    state =>
                    {
                        state.order.Add("second");
                        state.loop.RunAfterCallback(static order => order.Add("of the second"), state.order);
                    },
                    new { loop, order });
                order.Add("callback");
            });
            loop.Post(() => order.Add("next"));
        }

        running.Settle();
        Assert.Equal(["callback", "first", "thrown", "second", "of the second", "next"], order);
        Assert.Throws<InvalidOperationException>(() => loop.RunAfterCallback<object?>(static _ => { }, null)); // Not on the loop.
    }

    [Fact]
    public void What_is_run_after_a_callback_runs_at_the_loops_end_as_well()
    {
        using RunningLoop running = Start();
        bool ran = false;
        running.Loop.RegisterEnding((loop, _) => loop.RunAfterCallback<object?>(_ => ran = true, null), running.Loop);

        running.Loop.Stop();
        running.Join();

        Assert.True(ran);
    }

    [Fact]
    public void A_context_that_a_callback_sets_is_gone_in_the_next()
    {
        using RunningLoop running = Start();
        SynchronizationContext? seen = null;

        running.Loop.Post(() => SynchronizationContext.SetSynchronizationContext(null));
        running.Loop.Post(() => seen = SynchronizationContext.Current);

        running.Settle();
        Assert.Same(running.Loop.SynchronizationContext, seen);
    }

    [Fact]
    public void Elsewhere_no_loop_is_current()
    {
        using RunningLoop running = Start();

        Assert.Null(EventLoop.Current);
        Assert.False(running.Loop.IsCurrentThread);
        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(running.Loop.VerifyAccess);
        Assert.Contains(running.Loop.Name, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_the_loop_access_is_granted()
    {
        using RunningLoop running = Start();

        await running.Loop.InvokeAsync(running.Loop.VerifyAccess).InTime();

        Assert.True(await running.Loop.InvokeAsync(() => running.Loop.IsCurrentThread).InTime());
    }

    [Fact]
    public void Send_from_another_thread_runs_on_the_loop_and_waits()
    {
        using RunningLoop running = Start();
        object? seen = null;
        EventLoop? ranOn = null;

        Background.Run(() => running.Loop.SynchronizationContext.Send(
            state =>
            {
                seen = state;
                ranOn = EventLoop.Current;
            },
            "state")).Join();

        Assert.Equal("state", seen);
        Assert.Same(running.Loop, ranOn);
    }

    [Fact]
    public void Send_brings_back_what_the_callback_threw()
    {
        using RunningLoop running = Start();

        Background sender = Background.Run(() => running.Loop.SynchronizationContext.Send(_ => throw new InvalidDataException("mine"), null));

        Assert.Equal("mine", Assert.Throws<InvalidDataException>(sender.Join).Message);
    }

    [Fact]
    public async Task Send_from_the_loop_runs_at_once()
    {
        using RunningLoop running = Start();
        var seen = new List<int>();

        await running.Loop.InvokeAsync(() =>
        {
            running.Loop.Post(() => seen.Add(3));
            running.Loop.SynchronizationContext.Send(_ => seen.Add(1), null);
            seen.Add(2);
        }).InTime();

        running.Settle();
        Assert.Equal([1, 2, 3], seen);
    }

    [Fact]
    public void Send_to_a_loop_that_has_ended_is_refused()
    {
        using RunningLoop running = Start();
        running.Loop.Stop();
        running.Join();

        Assert.Throws<ObjectDisposedException>(() => running.Loop.SynchronizationContext.Send(_ => { }, null));
    }

    [Fact]
    public void The_context_copies_as_itself()
    {
        using RunningLoop running = Start();

        Assert.Same(running.Loop.SynchronizationContext, running.Loop.SynchronizationContext.CreateCopy());
    }

    [Fact]
    public async Task Tasks_of_the_scheduler_run_on_the_loop_one_at_a_time_and_in_order()
    {
        const int Tasks = 1000;
        using RunningLoop running = Start();
        var seen = new List<int>();
        var factory = new TaskFactory(running.Loop.TaskScheduler);
        Task[] tasks;

        using (running.Hold())
        {
            tasks = [.. Enumerable.Range(0, Tasks).Select(number => factory.StartNew(() =>
            {
                Assert.True(running.Loop.IsCurrentThread);
                Assert.Same(running.Loop.TaskScheduler, TaskScheduler.Current);
                seen.Add(number);
            }))];
        }

        await Task.WhenAll(tasks).InTime();
        Assert.Equal(Enumerable.Range(0, Tasks), seen);
        Assert.Equal(1, running.Loop.TaskScheduler.MaximumConcurrencyLevel);
    }

    [Fact]
    public async Task A_task_that_is_waited_for_on_the_loop_runs_inside_the_wait()
    {
        using RunningLoop running = Start();

        bool ran = await running.Loop.InvokeAsync(() =>
        {
            bool ran = false;
            Task task = Task.Factory.StartNew(() => ran = true, CancellationToken.None, TaskCreationOptions.None, running.Loop.TaskScheduler);
            task.Wait(CancellationToken.None); // Only a wait without a time limit may run the task itself.
            return ran;
        }).InTime();

        Assert.True(ran);
    }

    [Fact]
    public void Run_leaves_the_thread_as_it_found_it()
    {
        using IEventMultiplexer mux = Create();
        using var loop = new EventLoop(mux);
        var former = new SynchronizationContext();
        int thread = 0;
        loop.Post(() => thread = Environment.CurrentManagedThreadId);
        loop.Post(loop.Stop);

        Background.Run(() =>
        {
            SynchronizationContext.SetSynchronizationContext(former);

            loop.Run();

            Assert.Equal(Environment.CurrentManagedThreadId, thread);
            Assert.Same(former, SynchronizationContext.Current);
            Assert.Null(EventLoop.Current);
            Assert.False(loop.IsCurrentThread);
        }).Join();
    }

    [Fact]
    public async Task A_loop_that_runs_inside_a_callback_of_another_is_current_until_it_ends()
    {
        using RunningLoop outer = Start();
        using IEventMultiplexer mux = Create();
        using var inner = new EventLoop(mux);
        EventLoop? inside = null;
        inner.Post(() => inside = EventLoop.Current);
        inner.Post(inner.Stop);

        (EventLoop? after, SynchronizationContext? context) = await outer.Loop.InvokeAsync(() =>
        {
            inner.Run();
            return (EventLoop.Current, SynchronizationContext.Current);
        }).InTime();

        Assert.Same(inner, inside);
        Assert.Same(outer.Loop, after);
        Assert.Same(outer.Loop.SynchronizationContext, context);
    }
}
