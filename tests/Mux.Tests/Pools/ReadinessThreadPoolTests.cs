namespace Mux.Tests;

/// <summary>Starting a thread pool, and what is refused.</summary>
public sealed class ReadinessThreadPoolTests
{
    [Fact]
    public void Without_options_it_has_the_backend_of_this_system_and_a_name()
    {
        string here = ThisSystem.Backend;

        using ReadinessThreadPool pool = ReadinessThreadPool.Start();

        Assert.Equal("mux-pool", pool.Name);
        Assert.Equal(here, pool.Multiplexer.Name);
        Assert.Equal(Environment.ProcessorCount, new ReadinessThreadPoolOptions().Threads);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1025)]
    public void A_number_of_threads_out_of_range_is_refused_by_name(int threads)
    {
        var refusal = Assert.Throws<ArgumentException>("options", () => ReadinessThreadPool.Start(new ReadinessThreadPoolOptions { Threads = threads }));

        Assert.StartsWith("Threads: The field ReadinessThreadPoolOptions.Threads must be between 1 and 1024.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_name_is_refused_by_name()
    {
        var refusal = Assert.Throws<ArgumentException>("options", () => ReadinessThreadPool.Start(new ReadinessThreadPoolOptions { Name = "" }));

        Assert.StartsWith("Name: The ReadinessThreadPoolOptions.Name field is required.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_backend_is_refused_with_advice()
    {
        var refusal = Assert.Throws<ArgumentException>("options", () => ReadinessThreadPool.Start(new ReadinessThreadPoolOptions { Backend = "" }));

        Assert.StartsWith(
            "Backend: ReadinessThreadPoolOptions.Backend is empty. Leave it out, or set it to 'auto', to have the first backend that is available.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_option_that_is_refused_is_listed()
    {
        var refusal = Assert.Throws<ArgumentException>("options", () => ReadinessThreadPool.Start(new ReadinessThreadPoolOptions { Name = "", Threads = 0 }));

        Assert.Contains("ReadinessThreadPoolOptions.Name", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("ReadinessThreadPoolOptions.Threads", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_backend_is_refused_with_the_names_that_there_are()
    {
        var refusal = Assert.Throws<ArgumentException>("options", () => ReadinessThreadPool.Start(new ReadinessThreadPoolOptions { Backend = "select" }));

        Assert.StartsWith("There is no backend 'select'.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_registered_without_a_handle_or_a_handler()
    {
        ThisSystem.SkipUnlessItHasABackend();
        using var pair = ConnectedPair.OnLoopback();
        using ReadinessThreadPool pool = ReadinessThreadPool.Start(new ReadinessThreadPoolOptions { Threads = 1 });

        Assert.Throws<ArgumentNullException>("handle", () => pool.Register(null!, Interests.Readable, _ => ReadyOutcome.Pause));
        Assert.Throws<ArgumentNullException>("handler", () => pool.Register(pair.Left.SafeHandle, Interests.Readable, null!));
    }

    [Fact]
    public void Handlers_that_throw_are_logged_with_their_registration()
    {
        ThisSystem.SkipUnlessItHasABackend();
        var failure = new InvalidOperationException("as it should");
        using var log = new RecordedLog();
        using var reported = new ManualResetEventSlim();
        using var pair = ConnectedPair.OnLoopback();
        using ReadinessThreadPool pool = ReadinessThreadPool.Start(new ReadinessThreadPoolOptions { Threads = 1, Name = "mine" }, log);
        pool.UnhandledException += (_, _) => reported.Set();
        EventRegistration left = pool.Register(pair.Left.SafeHandle, Interests.Readable, _ => throw failure);

        pair.Right.Send([1]);
        Assert.True(reported.Wait(Bound.Hang, TestContext.Current.CancellationToken));

        RecordedLog.Entry entry = Assert.Single(log.Entries);
        Assert.Equal("Mux.ReadinessThreadPool", entry.Category);
        Assert.Equal(8, entry.Id);
        Assert.Equal($"A handler on thread pool mine threw. Its registration is not armed again: {left}", entry.Message);
        Assert.Same(failure, entry.Exception);
    }
}
