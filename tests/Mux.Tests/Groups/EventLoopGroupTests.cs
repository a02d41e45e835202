namespace Mux.Tests;

/// <summary>Several loops as one: their number and names, and which of them is next.</summary>
public sealed class EventLoopGroupTests
{
    [Fact]
    public void There_is_a_loop_for_each_processor_unless_told_otherwise()
    {
        ThisSystem.SkipUnlessItHasABackend();
        using EventLoopGroup group = EventLoopGroup.Start();
        using EventLoopGroup three = EventLoopGroup.Start(3);

        Assert.Equal(Environment.ProcessorCount, group.Count);
        Assert.Equal(3, three.Count);
    }

    [Fact]
    public void The_loops_are_called_after_the_group_with_a_number_behind()
    {
        ThisSystem.SkipUnlessItHasABackend();
        using EventLoopGroup unnamed = EventLoopGroup.Start(2);
        using EventLoopGroup named = EventLoopGroup.Start(3, new EventLoopOptions { Name = "server" });

        Assert.Equal(["mux-0", "mux-1"], unnamed.Select(loop => loop.Name));
        Assert.Equal(["server-0", "server-1", "server-2"], named.Select(loop => loop.Name));
    }

    [Fact]
    public async Task Each_loop_has_a_thread_of_its_own()
    {
        ThisSystem.SkipUnlessItHasABackend();
        using EventLoopGroup group = EventLoopGroup.Start(3);

        int[] threads = await Task.WhenAll(group.Select(loop => loop.InvokeAsync(() => Environment.CurrentManagedThreadId, TestContext.Current.CancellationToken)));

        Assert.Equal(3, threads.Distinct().Count());
    }

    [Fact]
    public void The_options_that_were_passed_are_left_as_they_were()
    {
        ThisSystem.SkipUnlessItHasABackend();
        var options = new EventLoopOptions();

        using EventLoopGroup group = EventLoopGroup.Start(2, options);

        Assert.Null(options.Name);
        Assert.Null(options.Processor);
    }

    [Fact]
    public void An_index_takes_one_of_the_loops_and_refuses_others()
    {
        ThisSystem.SkipUnlessItHasABackend();
        using EventLoopGroup group = EventLoopGroup.Start(2);

        Assert.Equal([group[0], group[1]], group);
        Assert.Throws<ArgumentOutOfRangeException>("index", () => group[-1]);
        Assert.Throws<ArgumentOutOfRangeException>("index", () => group[2]);
    }

    [Fact]
    public void A_negative_number_of_loops_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("loops", () => EventLoopGroup.Start(-1));
    }

    [Fact]
    public void Next_takes_the_loops_in_turn()
    {
        ThisSystem.SkipUnlessItHasABackend();
        using EventLoopGroup group = EventLoopGroup.Start(3);

        EventLoop[] taken = [.. Enumerable.Range(0, 7).Select(_ => group.Next())];

        Assert.Equal([group[0], group[1], group[2], group[0], group[1], group[2], group[0]], taken);
    }

    [Fact]
    public void Next_is_even_when_many_threads_ask()
    {
        const int Threads = 4;
        const int Calls = 30_000;
        ThisSystem.SkipUnlessItHasABackend();
        using EventLoopGroup group = EventLoopGroup.Start(3);

        EventLoop[][] taken = Crowd.Of(Threads, _ => Enumerable.Range(0, Calls).Select(_ => group.Next()).ToArray());

        Assert.All(group, loop => Assert.Equal(Threads * Calls / 3, taken.Sum(of => of.Count(one => one == loop))));
    }

    [Fact]
    public void LeastLoaded_takes_the_loop_with_the_fewest_registrations()
    {
        ThisSystem.SkipUnlessItHasABackend();
        using var pairs = new ManyPairs(3);
        using EventLoopGroup group = EventLoopGroup.Start(3);
        group[0].Attach(pairs[0].Left);
        EventRegistration second = group[1].Register(pairs[1].Left, Interests.Readable, TriggerMode.Edge, new Unused());
        EventLoop[] withTwoTaken = Ask(group, 4);
        group[2].Attach(pairs[2].Left);
        second.Dispose();
        EventLoop[] withOneGone = Ask(group, 4);

        Assert.Equal([group[2], group[2], group[2], group[2]], withTwoTaken);
        Assert.Equal([group[1], group[1], group[1], group[1]], withOneGone);
        Assert.Equal([1, 0, 1], group.Select(loop => loop.RegistrationCount));
    }

    [Fact]
    public void LeastLoaded_takes_loops_that_have_as_few_in_turn()
    {
        ThisSystem.SkipUnlessItHasABackend();
        using EventLoopGroup group = EventLoopGroup.Start(3);

        Assert.Equal([group[0], group[1], group[2], group[0]], Ask(group, 4));
    }

    private static EventLoop[] Ask(EventLoopGroup group, int times) => [.. Enumerable.Range(0, times).Select(_ => group.LeastLoaded())];

    private sealed class Unused : IReadyHandler
    {
        public void OnReady(ReadyEvent ready)
        {
        }
    }
}
