using System.Net.Sockets;

namespace Mux.Iocp.Tests;

/// <summary>Polls of threads that end while the answer is on its way: Wine 8 then brings the packet without having written the block.</summary>
public sealed class EndingThreadTests
{
    private const int Rounds = 1000;

    [Fact]
    public void What_arrives_as_the_thread_that_changed_the_registration_ends_is_reported()
    {
        using var mux = new IocpUnderTest();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.None, TriggerMode.OneShot);
        int reports = 0;
        Background waiter = Background.Run(() => ReadUntilDisposed(mux, pair.Left, () => Interlocked.Increment(ref reports)));

        for (int round = 1; round <= Rounds; round++)
        {
            // With a thread in a wait, the poll is this thread's.
            Background changing = Background.Run(() => left.Modify(Interests.Readable));
            pair.Right.Send([1]);

            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref reports) == round, Bound.Hang), $"Nothing is reported in round {round}.");
            changing.Join();
        }

        mux.Dispose();
        waiter.Join();
    }

    [Fact]
    public void What_is_unregistered_as_the_thread_that_changed_it_ends_leaves_no_block_behind()
    {
        using var mux = new IocpUnderTest();
        using var pair = ConnectedPair.OnLoopback();
        Background waiter = Background.Run(() => ReadUntilDisposed(mux, pair.Left, () => { }));

        for (int round = 0; round < Rounds; round++)
        {
            EventRegistration? left = null;
            Background registering = Background.Run(() => Volatile.Write(ref left, mux.Register(pair.Left, Interests.Readable)));
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref left) is not null, Bound.Hang));

            left!.Dispose();

            Assert.True(SpinWait.SpinUntil(() => mux.Blocks == 0, Bound.Hang), $"The block of round {round} does not come back.");
            registering.Join();
        }

        mux.Dispose();
        waiter.Join();
    }

    private static void ReadUntilDisposed(IocpUnderTest mux, Socket socket, Action reported)
    {
        var events = new ReadyEvents();
        Action untilDisposed = () =>
        {
            while (true)
            {
                if (mux.Wait(events, Timeout.InfiniteTimeSpan) > 0)
                {
                    socket.Drain();
                    reported();
                }
            }
        };
        Assert.Throws<ObjectDisposedException>(untilDisposed);
    }
}
