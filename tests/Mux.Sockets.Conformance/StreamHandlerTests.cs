namespace Mux.Sockets.Conformance;

/// <summary>Sockets that are registered on a loop with a handler.</summary>
public abstract class StreamHandlerTests
{
    /// <summary>A new multiplexer of the backend under test.</summary>
    protected abstract IEventMultiplexer Create();

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public async Task A_handler_is_called_and_the_registration_is_counted_until_the_socket_ends(TriggerMode trigger)
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();
        var received = new TaskCompletionSource<(object? State, int Count)>();
        byte[] buffer = new byte[8];

        EventRegistration registration = pair.Left.Register(running.Loop, Interests.Readable, trigger, new CallingHandler(ready =>
        {
            SocketResult result = pair.Left.TryReceive(buffer);
            if (result is { IsDone: true, Count: > 0 })
            {
                received.TrySetResult((ready.State, result.Count));
            }
        }));
        registration.State = "the caller's";
        int counted = running.Loop.RegistrationCount;
        pair.Right.TrySend([1, 2]);

        Assert.Equal(("the caller's", 2), await received.Task.InTime());
        Assert.Same(registration, pair.Left.Registration);
        Assert.Equal(1, counted);
        pair.Left.Dispose();
        Assert.Equal(0, running.Loop.RegistrationCount);
        Assert.False(registration.IsRegistered);
    }

    [Fact]
    public async Task An_edge_comes_after_each_receive_that_would_have_blocked()
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();
        using var received = new SemaphoreSlim(0);
        byte[] buffer = new byte[8];
        pair.Left.Register(running.Loop, Interests.Readable, TriggerMode.Edge, new CallingHandler(_ =>
        {
            while (pair.Left.TryReceive(buffer) is { IsDone: true, Count: > 0 })
            {
                received.Release();
            }
        }));

        for (int i = 0; i < 50; i++)
        {
            Assert.True(pair.Right.TrySend([1]).IsDone);
            Assert.True(await received.WaitAsync(Bound.Hang, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public void A_socket_is_watched_in_one_way_at_a_time()
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();
        var handler = new CallingHandler(_ => { });
        EventRegistration registration = pair.Left.Register(running.Loop, Interests.Readable, TriggerMode.Edge, handler);

        Assert.Throws<InvalidOperationException>(() => pair.Left.Register(running.Loop, Interests.Readable, TriggerMode.Edge, handler));
        Assert.Throws<InvalidOperationException>(() => pair.Left.AttachTo(running.Loop));

        registration.Dispose();
        pair.Left.AttachTo(running.Loop).Dispose();
        pair.Left.Register(running.Loop, Interests.Readable, TriggerMode.Edge, handler);
        Assert.Equal(1, running.Loop.RegistrationCount);
    }

    [Fact]
    public void A_registration_that_is_refused_leaves_the_socket_free()
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();
        var handler = new CallingHandler(_ => { });

        Assert.Throws<ArgumentOutOfRangeException>(() => pair.Left.Register(running.Loop, (Interests)64, TriggerMode.Edge, handler));
        Assert.Throws<ArgumentNullException>("loop", () => pair.Left.Register((EventLoop)null!, Interests.Readable, TriggerMode.Edge, handler));
        Assert.Throws<ArgumentNullException>("handler", () => pair.Left.Register(running.Loop, Interests.Readable, TriggerMode.Edge, null!));

        Assert.Equal(0, running.Loop.RegistrationCount);
        pair.Left.Register(running.Loop, Interests.Readable, TriggerMode.Edge, handler);
    }

    [Fact]
    public async Task Whatever_asks_for_one_action_per_callback_has_it_run_before_the_next_wait()
    {
        using var mux = new ObservedMultiplexer(Create());
        using var running = new RunningLoop(mux);
        using var pair = StreamPair.OnLoopback();
        var order = new List<string>();
        var done = new TaskCompletionSource();
        byte[] buffer = new byte[8];
        pair.Left.Register(running.Loop, Interests.Readable, TriggerMode.Edge, new CallingHandler(_ =>
        {
            if (pair.Left.TryReceive(buffer) is not { IsDone: true, Count: > 0 })
            {
                return;
            }

            running.Loop.Post(() =>
            {
                order.Add("posted");
                done.SetResult();
            });
            running.Loop.RunAfterCallback(static order => order.Add("flush"), order);
            order.Add("handler");
        }));

        pair.Right.TrySend([1]);
        await done.Task.InTime();

        Assert.Equal(["handler", "flush", "posted"], order);
    }
}
