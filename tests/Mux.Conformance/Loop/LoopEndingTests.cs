namespace Mux.Conformance;

/// <summary>Callbacks for the end of a loop: for objects of other libraries on which callers wait.</summary>
public abstract class LoopEndingTests : LoopSuite
{
    [Fact]
    public void A_callback_is_called_once_on_the_loop_with_the_reason()
    {
        using RunningLoop running = Start();
        var calls = new List<(string State, bool IsOnLoop, Exception Reason)>();
        running.Loop.RegisterEnding((state, reason) => calls.Add((state, running.Loop.IsCurrentThread, reason)), "state");

        running.Loop.Stop();
        running.Join();

        (string State, bool IsOnLoop, Exception Reason) call = Assert.Single(calls);
        Assert.Equal(("state", true), (call.State, call.IsOnLoop));
        Assert.IsType<ObjectDisposedException>(call.Reason);
    }

    [Fact]
    public void A_callback_that_was_removed_is_not_called()
    {
        using RunningLoop running = Start();
        int calls = 0;
        IDisposable registered = running.Loop.RegisterEnding<object?>((_, _) => calls++, null);

        registered.Dispose();
        registered.Dispose();
        running.Loop.Stop();
        running.Join();

        Assert.Equal(0, calls);
    }

    [Fact]
    public void A_callback_that_throws_keeps_none_of_the_others_from_being_called()
    {
        using RunningLoop running = Start();
        int calls = 0;
        int reported = 0;
        running.Loop.UnhandledException += (_, _) => reported++;
        for (int i = 0; i < 3; i++)
        {
            running.Loop.RegisterEnding<object?>(
                (_, _) =>
                {
                    calls++;
                    throw new InvalidOperationException("on purpose");
                },
                null);
        }

        running.Loop.Stop();
        running.Join();

        Assert.Equal((3, 3), (calls, reported));
    }

    [Fact]
    public void What_a_callback_posts_still_runs()
    {
        using RunningLoop running = Start();
        bool ran = false;
        running.Loop.RegisterEnding((loop, _) => loop.Post(() => ran = true), running.Loop);

        running.Loop.Stop();
        running.Join();

        Assert.True(ran);
    }

    [Fact]
    public void A_loop_that_never_ran_calls_back_when_it_is_disposed_of()
    {
        using IEventMultiplexer multiplexer = Create();
        var loop = new EventLoop(multiplexer);
        int calls = 0;
        loop.RegisterEnding<object?>((_, _) => calls++, null);

        loop.Dispose();

        Assert.Equal(1, calls);
    }

    [Fact]
    public void A_loop_that_has_ended_takes_no_callback()
    {
        using RunningLoop running = Start();
        running.Loop.Stop();
        running.Join();

        Assert.Throws<ObjectDisposedException>(() => running.Loop.RegisterEnding<object?>((_, _) => { }, null));
        Assert.Throws<ArgumentNullException>("callback", () => running.Loop.RegisterEnding<object?>(null!, null));
    }
}
