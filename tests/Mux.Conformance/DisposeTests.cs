namespace Mux.Conformance;

/// <summary>Rule 9: disposing of a multiplexer at any moment, from anywhere.</summary>
public abstract class DisposeTests : ConformanceSuite
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public virtual void Each_waiter_gets_ObjectDisposedException(int waiters)
    {
        IEventMultiplexer mux = Create();
        Background[] threads = [.. Enumerable.Range(0, waiters).Select(_ => Background.RunUntilAboutToWait(about =>
        {
            var events = new ReadyEvents();
            about();
            Assert.Throws<ObjectDisposedException>(() => mux.Wait(events, Timeout.InfiniteTimeSpan));
        }))];

        mux.Dispose();

        Array.ForEach(threads, thread => thread.Join());
    }

    [Fact]
    public virtual void Waiters_with_ready_handles_leave_too()
    {
        IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Writable);
        var crowd = new WaitingCrowd(mux, 4, _ => { });
        crowd.AwaitOne();

        crowd.EndWith(mux);
    }

    [Fact]
    public virtual void Disposing_twice_is_harmless()
    {
        IEventMultiplexer mux = Create();

        mux.Dispose();
        mux.Dispose();

        Assert.Throws<ObjectDisposedException>(mux.Wake);
    }

    [Fact]
    public virtual void Eight_threads_may_dispose_at_once_under_waiters()
    {
        for (int round = 0; round < 50; round++)
        {
            IEventMultiplexer mux = Create();
            var crowd = new WaitingCrowd(mux, 2, _ => { });

            bool[] ended = Crowd.Of(8, _ =>
            {
                mux.Dispose();
                return Record.Exception(mux.Wake) is ObjectDisposedException;
            });

            Assert.All(ended, Assert.True);
            crowd.EndWith(mux);
        }
    }

    [Fact]
    public virtual void A_handler_may_dispose_and_is_told_of_nothing_more()
    {
        IEventMultiplexer mux = Create();
        using var first = ConnectedPair.OnLoopback();
        using var second = ConnectedPair.OnLoopback();
        mux.Register(first.Left, Interests.Writable);
        mux.Register(second.Left, Interests.Writable);
        var events = new ReadyEvents();
        mux.WaitUntilCount(events, 2);

        int handled = 0;
        foreach (ReadyEvent _ in events)
        {
            handled++;
            mux.Dispose();
        }

        Assert.Equal(1, handled);
    }

    [Fact]
    public virtual void A_handler_may_dispose_while_other_threads_wait()
    {
        IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Readable, TriggerMode.OneShot);
        var crowd = new WaitingCrowd(mux, 8, _ => mux.Dispose());

        pair.Right.Send([1]);

        crowd.AwaitOne();
        crowd.EndWith(mux);
        Assert.Single(crowd.Seen);
    }

    [Fact]
    public virtual void All_registrations_end()
    {
        IEventMultiplexer mux = Create();
        using var first = ConnectedPair.OnLoopback();
        using var second = ConnectedPair.OnLoopback();
        EventRegistration a = mux.Register(first.Left, Interests.Readable, TriggerMode.OneShot);
        EventRegistration b = mux.Register(second.Left, Interests.None);

        mux.Dispose();

        Assert.False(a.IsRegistered);
        Assert.False(b.IsRegistered);
        Assert.Throws<ObjectDisposedException>(() => a.Modify(Interests.Writable));
        Assert.Throws<ObjectDisposedException>(a.Rearm);
        Assert.Throws<ObjectDisposedException>(() => b.Modify(Interests.Writable, TriggerMode.Edge));
        a.NotifyWouldBlock(Interests.Readable);
        a.Dispose();
        b.Dispose();
    }

    [Fact]
    public virtual void Every_member_refuses_afterwards()
    {
        IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        string name = mux.Name;
        MultiplexerFeatures features = mux.Features;

        mux.Dispose();

        Assert.Throws<ObjectDisposedException>(() => mux.Register(pair.Left, Interests.Readable));
        Assert.Throws<ObjectDisposedException>(() => mux.Wait(new ReadyEvents(), TimeSpan.Zero));
        Assert.Throws<ObjectDisposedException>(() => mux.Wait(new ReadyEvents(), Timeout.InfiniteTimeSpan));
        Assert.Throws<ObjectDisposedException>(mux.Wake);
        Assert.Equal(name, mux.Name);
        Assert.Equal(features, mux.Features);
    }

    [Fact]
    public virtual void The_caller_s_sockets_stay_open_and_work()
    {
        IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        mux.Register(pair.Left, Interests.Readable | Interests.Writable);
        mux.WaitForOne();

        mux.Dispose();
        pair.Right.Send([1, 2, 3]);

        Assert.Equal([1, 2, 3], pair.Left.ReadExactly(3));
        using IEventMultiplexer another = Create();
        EventRegistration again = another.Register(pair.Left, Interests.Writable);
        Assert.Equal(new ReadyEvent(again, Readiness.Writable), another.WaitForOne());
    }

    [Fact]
    public virtual void A_wake_that_was_pending_does_not_hide_the_end()
    {
        IEventMultiplexer mux = Create();
        mux.Wake();

        mux.Dispose();

        Assert.Throws<ObjectDisposedException>(() => mux.Wait(new ReadyEvents(), Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public virtual void Threads_that_register_change_wake_and_wait_meanwhile_get_ObjectDisposedException_and_nothing_else()
    {
        using var socket = ConnectedPair.OnLoopback();
        using var other = ConnectedPair.OnLoopback();
        for (int round = 0; round < 50; round++)
        {
            IEventMultiplexer mux = Create();
            EventRegistration fixture = mux.Register(other.Left, Interests.Readable, TriggerMode.OneShot);
            using var running = new CountdownEvent(4);
            Background[] threads =
            [
                UntilDisposed(running, () => mux.Register(socket.Left, Interests.Writable).Dispose()),
                UntilDisposed(running, () => fixture.Modify(Interests.Writable)),
                UntilDisposed(running, mux.Wake),
                UntilDisposed(running, () => mux.Wait(new ReadyEvents(1), Timeout.InfiniteTimeSpan)),
            ];
            Assert.True(running.Wait(Bound.Hang));

            mux.Dispose();

            Array.ForEach(threads, thread => thread.Join());
        }
    }

    private static Background UntilDisposed(CountdownEvent running, Action action) => Background.Run(() =>
    {
        running.Signal();
        Action untilDisposed = () =>
        {
            while (true)
            {
                action();
                Thread.Yield(); // A wake that is pending already makes no system call, and see Wine.
            }
        };
        Assert.Throws<ObjectDisposedException>(untilDisposed);
    });
}
