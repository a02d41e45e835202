using Microsoft.Extensions.Time.Testing;

namespace Mux.Sockets.Conformance;

/// <summary>Deadlines of connections, in a time that the fact moves.</summary>
public abstract class ConnectionDeadlineTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(9);

    private readonly FakeTimeProvider _time = new();

    protected abstract IEventMultiplexer Create();

    [Fact]
    public void A_connection_that_is_idle_for_too_long_is_reset()
    {
        using RunningLoop running = Start();
        using var pair = StreamPair.OnLoopback();
        using ConnectionDeadline deadline = Watch(running, pair.Right, Limit);

        Pass(running, Limit);

        Assert.Equal(DeadlineKind.Idle, deadline.Expired);
        Assert.True(Resets.IsToldBy(pair.Left.ReceiveOnce(new byte[1])));
    }

    [Fact]
    public void Each_activity_begins_the_idle_time_anew()
    {
        using RunningLoop running = Start();
        using var pair = StreamPair.OnLoopback();
        using ConnectionDeadline deadline = Watch(running, pair.Right, Limit);

        for (int i = 0; i < 5; i++)
        {
            Pass(running, Most);
            deadline.NoteActivity();
        }

        Pass(running, Most);
        DeadlineKind? early = deadline.Expired;
        Pass(running, Limit - Most);

        Assert.Null(early);
        Assert.Equal(DeadlineKind.Idle, deadline.Expired);
    }

    [Fact]
    public void No_activity_moves_the_end_of_a_phase()
    {
        using RunningLoop running = Start();
        using var pair = StreamPair.OnLoopback();
        using ConnectionDeadline deadline = Watch(running, pair.Right, TimeSpan.FromSeconds(4));
        OnLoop(running, () => deadline.BeginPhase(Limit));

        for (int i = 0; i < 9; i++)
        {
            Pass(running, TimeSpan.FromSeconds(1));
            deadline.NoteActivity();
        }

        DeadlineKind? early = deadline.Expired;
        Pass(running, TimeSpan.FromSeconds(1));

        Assert.Null(early);
        Assert.Equal(DeadlineKind.Phase, deadline.Expired);
    }

    [Fact]
    public void A_phase_that_ends_in_time_leaves_the_connection_alone()
    {
        using RunningLoop running = Start();
        using var pair = StreamPair.OnLoopback();
        using ConnectionDeadline deadline = Watch(running, pair.Right, Timeout.InfiniteTimeSpan);

        OnLoop(running, () => deadline.BeginPhase(Limit));
        Pass(running, Most);
        OnLoop(running, deadline.EndPhase);
        Pass(running, Limit);
        OnLoop(running, () => deadline.BeginPhase(Limit));
        Pass(running, Most);

        Assert.Null(deadline.Expired);
        Assert.True(pair.Right.TrySend([1]).IsDone);
    }

    [Fact]
    public void A_shorter_phase_is_not_held_up_by_a_longer_one_before()
    {
        using RunningLoop running = Start();
        using var pair = StreamPair.OnLoopback();
        using ConnectionDeadline deadline = Watch(running, pair.Right, Timeout.InfiniteTimeSpan);
        OnLoop(running, () => deadline.BeginPhase(TimeSpan.FromHours(1)));

        OnLoop(running, () => deadline.BeginPhase(Limit));
        Pass(running, Limit);

        Assert.Equal(DeadlineKind.Phase, deadline.Expired);
    }

    [Fact]
    public void Whoever_wants_to_end_the_connection_in_another_way_is_called_once()
    {
        using RunningLoop running = Start();
        using var pair = StreamPair.OnLoopback();
        var calls = new List<(StreamSocket, DeadlineKind)>();
        using ConnectionDeadline deadline = running.Loop.InvokeAsync(() => new ConnectionDeadline(running.Loop, pair.Right, Limit, (socket, kind) => calls.Add((socket, kind)))).GetAwaiter().GetResult();

        Pass(running, Limit);
        deadline.NoteActivity();
        Pass(running, Limit);

        Assert.Equal([(pair.Right, DeadlineKind.Idle)], calls);
        Assert.True(pair.Right.TrySend([1]).IsDone);
    }

    [Fact]
    public void A_disposed_watch_ends_nothing()
    {
        using RunningLoop running = Start();
        using var pair = StreamPair.OnLoopback();
        ConnectionDeadline deadline = Watch(running, pair.Right, Limit);

        deadline.Dispose();
        Pass(running, Limit);

        Assert.Null(deadline.Expired);
        Assert.True(pair.Right.TrySend([1]).IsDone);
    }

    [Fact]
    public void Activity_allocates_nothing()
    {
        using RunningLoop running = Start();
        using var pair = StreamPair.OnLoopback();
        using ConnectionDeadline deadline = Watch(running, pair.Right, Limit);
        deadline.NoteActivity();

        // The first rounds may be compiled anew while they run.
        long least = Enumerable.Range(0, 5).Min(_ => AllocatedBy(deadline.NoteActivity));

        Assert.Equal(0, least);
    }

    private static long AllocatedBy(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            action();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void OnLoop(RunningLoop running, Action action) => running.Loop.InvokeAsync(action).InTime().GetAwaiter().GetResult();

    private static ConnectionDeadline Watch(RunningLoop running, StreamSocket socket, TimeSpan idle) =>
        running.Loop.InvokeAsync(() => new ConnectionDeadline(running.Loop, socket, idle)).InTime().GetAwaiter().GetResult();

    private RunningLoop Start() => new(Create(), services: new EventLoopServices { TimeProvider = _time });

    private void Pass(RunningLoop running, TimeSpan time)
    {
        running.Settle(); // The loop has told the clock what it sleeps for.
        _time.Advance(time);
        running.SettleTimers();
    }
}
