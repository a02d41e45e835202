namespace Mux.Tests;

/// <summary>Loops with a thread and a multiplexer of their own.</summary>
public sealed class EventLoopStartTests
{
    [Fact]
    public async Task A_started_loop_runs_on_a_background_thread_of_its_name()
    {
        ThisSystem.SkipUnlessItHasABackend();
        using var loop = EventLoop.Start(new EventLoopOptions { Name = "mine", Backend = ThisSystem.Backend });

        (string? name, bool isBackground) = await loop.InvokeAsync(() => (Thread.CurrentThread.Name, Thread.CurrentThread.IsBackground), CancellationToken.None).InTime();

        Assert.Equal(("mine", true), (name, isBackground));
        Assert.Equal($"mine ({ThisSystem.Backend})", loop.ToString());
    }

    [Fact]
    public void Names_are_made_up_and_differ()
    {
        ThisSystem.SkipUnlessItHasABackend();
        using var first = EventLoop.Start();
        using var second = EventLoop.Start();

        Assert.StartsWith("mux-", first.Name, StringComparison.Ordinal);
        Assert.NotEqual(first.Name, second.Name);
    }

    [Fact]
    public void A_started_loop_disposes_of_its_multiplexer()
    {
        ThisSystem.SkipUnlessItHasABackend();
        var loop = EventLoop.Start();

        loop.Dispose();

        Assert.Throws<ObjectDisposedException>(loop.Multiplexer.Wake);
    }

    [Fact]
    public async Task A_started_loop_is_not_run_by_anybody_else()
    {
        ThisSystem.SkipUnlessItHasABackend();
        using var loop = EventLoop.Start();
        await loop.InvokeAsync(() => { }, CancellationToken.None).InTime(); // Its thread has begun.

        Assert.Throws<InvalidOperationException>(() => loop.Run(CancellationToken.None));
    }

    [Fact]
    public async Task The_thread_is_bound_to_the_processor_that_was_asked_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsWindows(), "threads are bound on Linux and Windows only");
        using var loop = EventLoop.Start(new EventLoopOptions { Processor = 0 });

        int processor = await loop.InvokeAsync(Thread.GetCurrentProcessorId, CancellationToken.None).InTime();

        Assert.Equal(0, processor);
    }

    [Fact]
    public void An_unknown_backend_is_refused()
    {
        Assert.Throws<ArgumentException>(() => EventLoop.Start(new EventLoopOptions { Backend = "unheard-of" }));
    }
}
