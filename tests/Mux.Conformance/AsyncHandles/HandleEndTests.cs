namespace Mux.Conformance;

/// <summary>Waits whose handle, socket or loop ends: they end as well, and say so.</summary>
public abstract class HandleEndTests : LoopSuite
{
    /// <summary>How often a race is run.</summary>
    protected virtual int Rounds => 300;

    [Fact]
    public async Task Detaching_on_the_loop_ends_the_waits_of_all_directions()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        pair.Left.Fill();
        using AsyncHandle left = running.Loop.Attach(pair.Left);
        (Task reading, Task writing) = Await(left);

        await running.Loop.InvokeAsync(left.Dispose).InTime();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => reading.InTime());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writing.InTime());
    }

    [Fact]
    public async Task Detaching_elsewhere_ends_the_waits_of_all_directions()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        pair.Left.Fill();
        using AsyncHandle left = running.Loop.Attach(pair.Left);
        (Task reading, Task writing) = Await(left);

        left.Dispose();
        left.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => reading.InTime());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writing.InTime());
    }

    [Fact]
    public async Task A_detached_handle_cannot_be_awaited_and_leaves_the_socket_open()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        AsyncHandle left = running.Loop.Attach(pair.Left);

        left.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => left.ReadableAsync().AsTask());
        Assert.Equal(0, running.Loop.RegistrationCount);
        pair.Right.Send([1]);
        Assert.Equal([1], pair.Left.ReadExactly(1));
    }

    [Fact]
    public async Task A_waiter_may_detach_its_own_handle_when_it_resumes()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);
        Task task = running.Loop.InvokeAsync(async () =>
        {
            await left.ReadableAsync();
            left.Dispose();
        });

        pair.Right.Send([1]);

        await task.InTime();
        Assert.Equal(0, running.Loop.RegistrationCount);
    }

    [Fact]
    public async Task A_detaching_that_races_with_the_event_ends_the_wait_in_one_way()
    {
        using RunningLoop running = Start();
        for (int round = 0; round < Rounds; round++)
        {
            using var pair = new UdpPair();
            AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);
            Task<Readiness> wait = left.ReadableAsync().AsTask();
            Task detaching = Task.Run(left.Dispose, TestContext.Current.CancellationToken);
            pair.Right.Send([1]);

            await wait.InTime().ContinueWith(static _ => { }, TaskScheduler.Default);

            Assert.True(wait.IsCompletedSuccessfully || wait.Exception!.InnerException is ObjectDisposedException, $"{wait.Exception}");
            await detaching.InTime();
        }

        Assert.Equal(0, running.Loop.RegistrationCount);
    }

    [Fact]
    public async Task A_socket_that_is_closed_without_detaching_ends_the_wait()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);
        Task<Readiness> wait = left.ReadableAsync().AsTask();
        running.Settle();

        pair.Left.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => AwaitToTheEndAsync(left, wait).InTime());
        BoundedTasks.Await(() => running.Loop.RegistrationCount == 0, "The registration of a closed handle is still counted.");
    }

    [Fact]
    public async Task The_end_of_the_loop_ends_the_waits()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        pair.Left.Fill();
        using AsyncHandle left = running.Loop.Attach(pair.Left);
        (Task reading, Task writing) = Await(left);

        running.Loop.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => reading.InTime());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writing.InTime());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => left.ReadableAsync().AsTask());
        Assert.Throws<ObjectDisposedException>(() => running.Loop.Attach(pair.Right));
    }

    [Fact]
    public async Task The_end_of_the_loop_ends_also_what_is_awaited_for_the_first_time_after_it()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left);

        running.Loop.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => left.WritableAsync().AsTask());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => left.ReadableAsync().AsTask());
    }

    // Where the end of the connection is told of first, the wait after it meets the closed handle.
    private static async Task AwaitToTheEndAsync(AsyncHandle handle, Task<Readiness> wait)
    {
        await wait;
        while (true)
        {
            await handle.ReadableAsync();
        }
    }

    // What came before the waits, such as the room that there was, is passed over: both are pending.
    private static (Task Reading, Task Writing) Await(AsyncHandle handle)
    {
        async Task AwaitForEver(Interests direction)
        {
            while (true)
            {
                await (direction == Interests.Readable ? handle.ReadableAsync() : handle.WritableAsync());
            }
        }

        return (handle.Loop.InvokeAsync(() => AwaitForEver(Interests.Readable)), handle.Loop.InvokeAsync(() => AwaitForEver(Interests.Writable)));
    }
}
