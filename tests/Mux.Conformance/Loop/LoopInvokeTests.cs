namespace Mux.Conformance;

/// <summary>Calls that are waited for: results, exceptions, cancellation, and the ambient values that come along.</summary>
public abstract class LoopInvokeTests : LoopSuite
{
    private readonly AsyncLocal<string?> _ambient = new();

    /// <summary>The overloads of InvokeAsync.</summary>
    public static TheoryData<string> Kinds => ["action", "function", "task", "task of a result", "value task", "value task of a result"];

    [Fact]
    public async Task A_call_brings_back_what_the_function_returned()
    {
        using RunningLoop running = Start();

        (int number, EventLoop? loop) = await running.Loop.InvokeAsync(() => (42, EventLoop.Current)).InTime();

        Assert.Equal(42, number);
        Assert.Same(running.Loop, loop);
    }

    [Fact]
    public async Task A_call_brings_back_what_the_action_threw_and_nobody_else_is_told()
    {
        using RunningLoop running = Start();
        var failure = new InvalidDataException("mine");
        running.Loop.UnhandledException += (_, details) => Assert.Fail(details.Exception.ToString());

        Exception thrown = await Assert.ThrowsAsync<InvalidDataException>(() => running.Loop.InvokeAsync(new Action(() => throw failure)).InTime());

        Assert.Same(failure, thrown);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Blocking_on_a_call_on_the_loops_own_thread_throws_instead_of_hanging(string kind)
    {
        using RunningLoop running = Start();

        Task call = running.Loop.InvokeAsync(() =>
        {
            Task inner = CallOfKind(running.Loop, kind);
            Exception refusal = Assert.ThrowsAny<Exception>(inner.Wait);
            Assert.Contains("would wait forever", refusal.ToString(), StringComparison.Ordinal);
            return inner;
        });

        await call.InTime(); // The call itself is not lost.
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_call_of_the_loops_own_thread_runs_after_what_was_posted_before_and_completes(string kind)
    {
        using RunningLoop running = Start();
        var order = new List<string>();

        await running.Loop.InvokeAsync(async () =>
        {
            running.Loop.Post(() => order.Add("posted"));
            Task call = CallOfKind(running.Loop, kind, () => order.Add("called"));
            order.Add("queued");
            await call;
        }).InTime();

        Assert.Equal(["queued", "posted", "called"], order);
    }

    [Fact]
    public async Task A_call_of_the_loops_own_thread_ends_as_its_function_does()
    {
        using RunningLoop running = Start();
        EventLoop loop = running.Loop;
        var cancelled = new CancellationToken(canceled: true);
        string? seen = null;

        (Task failed, Task cancelledInside, Task cancelledBefore, Task later) = await loop.InvokeAsync(() =>
        {
            _ambient.Value = "the caller's";
            return (
                loop.InvokeAsync(() => Task.FromException(new InvalidDataException("mine"))),
                loop.InvokeAsync(() => Task.FromCanceled(cancelled), CancellationToken.None),
                loop.InvokeAsync(() => Task.CompletedTask, cancelled),
                (Task)loop.InvokeAsync(async () =>
                {
                    await loop.DelayAsync(TimeSpan.FromMilliseconds(1));
                    seen = _ambient.Value;
                    return 1;
                }));
        }).InTime();

        await later.InTime();
        await Assert.ThrowsAsync<InvalidDataException>(() => failed.InTime());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelledInside.InTime());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelledBefore.InTime());
        Assert.True(failed.IsFaulted && cancelledInside.IsCanceled && cancelledBefore.IsCanceled);
        Assert.Equal("the caller's", seen);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_function_that_returns_no_task_is_cancelled_wherever_it_is_called(bool onLoop)
    {
        using RunningLoop running = Start();
        EventLoop loop = running.Loop;

        (Task plain, Task ofResult) = onLoop ? await loop.InvokeAsync(Call).InTime() : Call();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => plain.InTime());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ofResult.InTime());

        (Task, Task) Call() => (loop.InvokeAsync(Task () => null!), loop.InvokeAsync(Task<int> () => null!));
    }

    [Fact]
    public async Task A_call_of_the_loops_own_thread_that_the_loop_does_not_get_to_run_ends()
    {
        using RunningLoop running = Start(new EventLoopOptions { StopTimeout = TimeSpan.Zero });
        Task? call = null;

        running.Loop.RegisterEnding((loop, _) => call = loop.InvokeAsync(() => Task.CompletedTask), running.Loop);
        running.Loop.Stop();
        running.Join();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => call!.InTime());
    }

    [Fact]
    public async Task A_call_whose_action_is_cancelled_from_within_is_cancelled()
    {
        using RunningLoop running = Start();
        var cancelled = new CancellationToken(canceled: true);

        Task call = running.Loop.InvokeAsync(new Action(cancelled.ThrowIfCancellationRequested), CancellationToken.None);

        OperationCanceledException thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.InTime());
        Assert.True(call.IsCanceled);
        Assert.Equal(cancelled, thrown.CancellationToken);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_before_it_begins_never_runs()
    {
        using RunningLoop running = Start();
        using var cancellation = new CancellationTokenSource();
        bool ran = false;
        Task call;

        using (running.Hold())
        {
            call = running.Loop.InvokeAsync(() => { ran = true; }, cancellation.Token);
            await cancellation.CancelAsync();
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.InTime());
        Assert.True(call.IsCanceled);
        running.Settle();
        Assert.False(ran);
    }

    [Fact]
    public void A_call_with_a_cancelled_token_is_cancelled_at_once()
    {
        using RunningLoop running = Start();

        Task call = running.Loop.InvokeAsync(() => 1, new CancellationToken(canceled: true));

        Assert.True(call.IsCanceled);
    }

    [Fact]
    public async Task A_call_that_has_begun_is_cancelled_no_more()
    {
        using RunningLoop running = Start();
        using var cancellation = new CancellationTokenSource();

        int result = await running.Loop.InvokeAsync(
            () =>
            {
                cancellation.Cancel();
                return 7;
            },
            cancellation.Token).InTime();

        Assert.Equal(7, result);
    }

    [Fact]
    public async Task An_async_function_resumes_on_the_loop_after_each_await()
    {
        using RunningLoop running = Start();

        bool[] onLoop = await running.Loop.InvokeAsync(async () =>
        {
            bool first = running.Loop.IsCurrentThread;
            await Task.Yield();
            bool second = running.Loop.IsCurrentThread;
            await Task.Run(() => Assert.False(running.Loop.IsCurrentThread));
            bool third = running.Loop.IsCurrentThread;
            return new[] { first, second, third };
        }).InTime();

        Assert.Equal([true, true, true], onLoop);
    }

    [Fact]
    public async Task An_async_function_that_throws_after_an_await_ends_the_call_with_that()
    {
        using RunningLoop running = Start();

        Task call = running.Loop.InvokeAsync(async () =>
        {
            await Task.Yield();
            throw new InvalidDataException("mine");
        });

        Assert.Equal("mine", (await Assert.ThrowsAsync<InvalidDataException>(() => call.InTime())).Message);
    }

    [Fact]
    public async Task A_call_from_the_loop_itself_runs_after_what_was_posted_before()
    {
        using RunningLoop running = Start();
        var seen = new List<int>();

        await running.Loop.InvokeAsync(async () =>
        {
            running.Loop.Post(() => seen.Add(2));
            Task call = running.Loop.InvokeAsync(() => seen.Add(3));
            seen.Add(1);
            await call;
            seen.Add(4);
        }).InTime();

        Assert.Equal([1, 2, 3, 4], seen);
    }

    [Fact]
    public async Task Whoever_awaits_a_call_elsewhere_does_not_resume_on_the_loop()
    {
        using RunningLoop running = Start();

        await running.Loop.InvokeAsync(() => { }).ConfigureAwait(false);

        Assert.False(running.Loop.IsCurrentThread);
    }

    [Fact]
    public async Task Ambient_values_come_along_with_a_call_and_not_with_a_post()
    {
        using RunningLoop running = Start();
        _ambient.Value = "caller's";
        string? posted = "never run";

        running.Loop.Post(() => posted = _ambient.Value);
        string? called = await running.Loop.InvokeAsync(() => _ambient.Value).InTime();

        Assert.Equal("caller's", called);
        Assert.Null(posted);
    }

    [Fact]
    public async Task Ambient_values_stay_with_an_async_function_across_its_awaits()
    {
        using RunningLoop running = Start();
        _ambient.Value = "caller's";

        (string? before, string? after) = await running.Loop.InvokeAsync(async () =>
        {
            await Task.Yield();
            string? before = _ambient.Value;
            _ambient.Value = "changed";
            await Task.Run(() => { });
            return (before, _ambient.Value);
        }).InTime();

        Assert.Equal(("caller's", "changed"), (before, after));
        Assert.Equal("caller's", _ambient.Value);
    }

    [Fact]
    public void Ambient_values_that_a_callback_sets_do_not_leak_into_the_next()
    {
        using RunningLoop running = Start();
        var seen = new List<string?>();

        running.Loop.Post(() => _ambient.Value = "leaked by a post");
        running.Loop.Post(() => seen.Add(_ambient.Value));
        _ = running.Loop.InvokeAsync(() => { _ambient.Value = "leaked by a call"; });
        running.Loop.Post(() => seen.Add(_ambient.Value));
        using LoopTimer timer = running.Loop.Schedule(TimeSpan.Zero, () => _ambient.Value = "leaked by a timer");
        running.SettleTimers();
        running.Loop.Post(() => seen.Add(_ambient.Value));

        running.Settle();
        Assert.Equal([null, null, null], seen);
    }

    [Fact]
    public async Task No_function_is_refused()
    {
        using RunningLoop running = Start();

        await Assert.ThrowsAsync<ArgumentNullException>("action", () => running.Loop.InvokeAsync((Action)null!));
        await Assert.ThrowsAsync<ArgumentNullException>("function", () => running.Loop.InvokeAsync((Func<int>)null!));
        await Assert.ThrowsAsync<ArgumentNullException>("function", () => running.Loop.InvokeAsync((Func<Task>)null!));
    }

    private static Task CallOfKind(EventLoop loop, string kind, Action? action = null) => kind switch
    {
        "action" => loop.InvokeAsync(() => action?.Invoke()),
        "function" => loop.InvokeAsync(() =>
        {
            action?.Invoke();
            return 1;
        }),
        "task" => loop.InvokeAsync(async Task () =>
        {
            await loop.DelayAsync(TimeSpan.FromMilliseconds(1));
            action?.Invoke();
        }),
        "task of a result" => loop.InvokeAsync(async Task<int> () =>
        {
            await loop.DelayAsync(TimeSpan.FromMilliseconds(1));
            action?.Invoke();
            return 1;
        }),
        "value task" => loop.InvokeAsync(async ValueTask () =>
        {
            await loop.DelayAsync(TimeSpan.FromMilliseconds(1));
            action?.Invoke();
        }),
        _ => loop.InvokeAsync(async ValueTask<int> () =>
        {
            await loop.DelayAsync(TimeSpan.FromMilliseconds(1));
            action?.Invoke();
            return 1;
        }),
    };
}
