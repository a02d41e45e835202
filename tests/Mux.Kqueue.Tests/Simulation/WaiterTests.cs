using Mux.Kqueue.Interop;
using static Mux.Kqueue.Tests.Simulation.TestedQueue;

namespace Mux.Kqueue.Tests.Simulation;

/// <summary>Several waiters, and one that waits too long.</summary>
public sealed class WaiterTests : IDisposable
{
    private const int Waiters = 4;

    private readonly ConnectedPair _pair = ConnectedPair.OnLoopback();
    private readonly TestedQueue _queue = new();

    [Theory]
    [InlineData((int)KFlags.Dispatch)]
    [InlineData((int)KFlags.Clear)]
    [InlineData((int)Knote.OneShot)]
    public void One_event_goes_to_one_waiter(int mode)
    {
        const int Rounds = 200;
        const ulong Stop = 9;
        using var other = ConnectedPair.OnLoopback();
        int seen = 0;
        Background[] waiters = [.. Enumerable.Range(0, Waiters).Select(_ => Background.Run(() =>
        {
            while (Assert.Single(_queue.Wait()).UserData != Stop)
            {
                Interlocked.Increment(ref seen);
            }
        }))];

        for (int round = 1; round <= Rounds; round++)
        {
            _queue.Apply(Writing(_pair.Left, KFlags.Add | (KFlags)mode));
            int expected = round;
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref seen) >= expected, Bound.Hang));
            _ = _queue.Submit(Writing(_pair.Left, KFlags.Delete)); // ENOENT for the one that deletes itself.
        }

        _queue.Apply(Writing(other.Left, KFlags.Add, Stop)); // Level: seen by all.
        Array.ForEach(waiters, waiter => waiter.Join());
        Assert.Equal(Rounds, seen);
    }

    [Fact]
    public void Data_wakes_a_waiter()
    {
        _queue.Apply(Reading(_pair.Left, KFlags.Add));
        Background waiter = Background.RunUntilAboutToWait(aboutToWait =>
        {
            aboutToWait();
            Assert.Single(_queue.Wait());
        });

        _pair.Right.Send([1]);

        waiter.Join();
    }

    [Fact]
    public void Closing_wakes_every_waiter_with_EBADF()
    {
        Background[] waiters = [.. Enumerable.Range(0, Waiters).Select(_ => Background.RunUntilAboutToWait(aboutToWait =>
        {
            aboutToWait();
            Assert.Equal(Errno.EBADF, _queue.Kevent([], new KEvent[1], timeout: null).Errno);
        }))];

        _queue.Dispose();

        Array.ForEach(waiters, waiter => waiter.Join());
    }

    [Fact]
    public void Negative_and_very_long_timeouts_are_refused()
    {
        Assert.Equal(Errno.EINVAL, _queue.Kevent([], new KEvent[1], new Timespec(TimeSpan.FromSeconds(-1))).Errno);
        Assert.Equal(Errno.EINVAL, _queue.Kevent([], new KEvent[1], new Timespec(TimeSpan.MaxValue)).Errno);
    }

    [Fact]
    public void A_wait_ends_at_its_timeout_and_not_before()
    {
        var timeout = TimeSpan.FromMilliseconds(20);
        var deadline = Deadline.After(timeout);

        SyscallResult returned = _queue.Kevent([], new KEvent[1], new Timespec(timeout));

        Assert.Equal((true, 0, true), (returned.Succeeded, returned.Value, deadline.HasPassed));
    }

    [Fact]
    public void A_kqueue_can_be_watched_by_another()
    {
        using var outer = new TestedQueue();
        _queue.Apply(Reading(_pair.Left, KFlags.Add));
        outer.Apply(new KEvent { Ident = (nuint)_queue.Number, Filter = KFilter.Read, Flags = KFlags.Add });
        Assert.Empty(outer.Poll());

        _pair.Right.Send([1]);

        Assert.Equal((nuint)_queue.Number, Assert.Single(outer.Poll()).Ident);
    }

    public void Dispose()
    {
        _queue.Dispose();
        _pair.Dispose();
    }
}
