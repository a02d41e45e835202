namespace Mux.Conformance;

/// <summary>Nobody starves: a turn of the loop is bounded, whoever wants more of it.</summary>
public abstract class LoopFairnessTests : LoopSuite
{
    private const int Turns = 500;
    private const int LeastWork = 16; // What a turn runs of posted work although it was posted in that turn.

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1024)]
    public async Task A_hot_handle_a_self_posting_action_and_a_timer_of_no_delay_all_have_their_turns(int workPerIteration)
    {
        var mux = new ObservedMultiplexer(Create());
        using var running = new RunningLoop(mux, new EventLoopOptions { WorkPerIteration = workPerIteration });
        using var pair = ConnectedPair.OnLoopback();
        var hot = new Hot(running.Loop);
        mux.AfterWait(hot.EndTurn);

        EventRegistration handle = running.Loop.Register(pair.Left, Interests.Writable, TriggerMode.Level, new CallingHandler(_ => hot.Events++));
        running.Loop.Post(hot.Begin);

        await hot.Done.InTime();
        mux.AfterWait(null);
        handle.Dispose();
        Assert.InRange(hot.MostPosts, 1, Math.Min(workPerIteration, LeastWork));
        Assert.InRange(hot.MostTimers, 1, workPerIteration);
        Assert.True(hot.Turns >= Turns);
    }

    [Fact]
    public async Task What_was_posted_before_runs_in_one_turn_and_what_that_posts_in_the_next()
    {
        const int Posts = 500;
        var mux = new ObservedMultiplexer(Create());
        using var running = new RunningLoop(mux, new EventLoopOptions());
        int turns = 0;
        mux.AfterWait(() => turns++);
        List<int> first = [];
        List<int> second = [];
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        running.Loop.Post(() =>
        {
            for (int i = 0; i < Posts; i++)
            {
                running.Loop.Post(() =>
                {
                    first.Add(turns);
                    running.Loop.Post(() =>
                    {
                        second.Add(turns);
                        if (second.Count == Posts)
                        {
                            done.SetResult();
                        }
                    });
                });
            }
        });

        await done.Task.InTime();
        mux.AfterWait(null);

        // The one that posted them was the first of its turn.
        const int Early = LeastWork - 1;
        Assert.Equal([Early, Posts - Early], first.GroupBy(turn => turn).Select(turn => turn.Count()));
        Assert.Equal([Early, Posts - Early], second.GroupBy(turn => turn).Select(turn => turn.Count()));
        Assert.Equal(first[^1] + 1, second[^1]);
    }

    [Fact]
    public void Of_many_hot_handles_each_is_reported_although_a_wait_takes_fewer()
    {
        using RunningLoop running = Start(new EventLoopOptions { EventsPerWait = 2 });
        ConnectedPair[] pairs = [.. Enumerable.Range(0, 7).Select(_ => ConnectedPair.OnLoopback())];
        CallingHandler[] handlers = [.. pairs.Select(_ => new CallingHandler(_ => { }))];

        for (int i = 0; i < pairs.Length; i++)
        {
            running.Loop.Register(pairs[i].Left, Interests.Writable, TriggerMode.Level, handlers[i]);
        }

        BoundedTasks.Await(() => handlers.All(handler => handler.Calls >= 100), "A handle starves.");
        running.Settle();
        running.SettleTimers();
        running.Loop.Stop();
        running.Join();
        foreach (ConnectedPair pair in pairs)
        {
            pair.Dispose();
        }
    }

    [Fact]
    public async Task An_async_read_that_always_finds_data_does_not_keep_the_loop_to_itself()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a handle is read by read(2), which Windows has not");
        const int Bytes = 60_000; // A pipe holds 64 KiB.
        const int OperationsPerTurn = 129; // The loop grants 128, and the one that found them spent goes on first in the next turn.
        using RunningLoop running = Start(new EventLoopOptions { WorkPerIteration = 1 });
        using var pipe = new PipePair();
        pipe.Write(new byte[Bytes]);
        using AsyncHandle reader = running.Loop.Attach(pipe.Reader, Interests.Readable);
        int turnsOfOthers = 0;
        bool stop = false;

        await running.Loop.InvokeAsync(async () =>
        {
            void TakeTurn()
            {
                turnsOfOthers++;
                if (!stop)
                {
                    running.Loop.Post(TakeTurn);
                }
            }

            TakeTurn();
            var buffer = new byte[1];
            for (int read = 0; read < Bytes; read++)
            {
#pragma warning disable CA1416 // Windows was left out above.
                Assert.Equal(1, await reader.ReadAsync(buffer));
#pragma warning restore CA1416
            }

            stop = true;
        }).InTime();

        Assert.InRange(turnsOfOthers, Bytes / OperationsPerTurn, Bytes);
    }

    // What runs in a turn is counted at the end of the wait that follows.
    private sealed class Hot(EventLoop loop)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private LoopTimer? _timer;
        private int _posts;
        private int _timers;
        private int _allPosts;
        private int _allTimers;

        public int Events { get; set; }

        public int Turns { get; private set; }

        public int MostPosts { get; private set; }

        public int MostTimers { get; private set; }

        public Task Done => _done.Task;

        private bool IsDone => Events >= LoopFairnessTests.Turns && _allPosts >= LoopFairnessTests.Turns && _allTimers >= LoopFairnessTests.Turns;

        public void Begin()
        {
            _timer = loop.Schedule(TimeSpan.Zero, Tick);
            loop.Post(Again);
        }

        public void EndTurn()
        {
            (MostPosts, MostTimers) = (Math.Max(MostPosts, _posts), Math.Max(MostTimers, _timers));
            (_posts, _timers) = (0, 0);
            Turns++;
        }

        private void Again()
        {
            _posts++;
            _allPosts++;
            if (IsDone)
            {
                _done.TrySetResult();
                return;
            }

            loop.Post(Again);
        }

        private void Tick()
        {
            _timers++;
            _allTimers++;
            if (!_done.Task.IsCompleted)
            {
                _timer!.Reschedule(TimeSpan.Zero);
            }
        }
    }
}
