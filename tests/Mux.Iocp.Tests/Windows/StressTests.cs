namespace Mux.Iocp.Tests;

/// <summary>A hundred thousand registrations, changes, endings, closed sockets and bytes, by four threads, while two others wait.</summary>
public sealed class StressTests
{
    private const int Rounds = 20; // Each with new streams, and short enough for the bound of a thread's life.
    private const int Threads = 4;
    private const int DeedsOfAThread = 100_000 / Rounds / Threads;
    private const int Waiters = 2;

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public void A_hundred_thousand_deeds_of_four_threads_during_waits_lose_no_byte_and_no_block(TriggerMode trigger)
    {
        using var mux = new IocpUnderTest();
        Background[] waiters = [.. Enumerable.Range(0, Waiters).Select(_ => Background.Run(() => ReadUntilDisposed(mux)))];

        for (int round = 0; round < Rounds; round++)
        {
            int seed = round * Threads;
            (long Sent, long Received)[] totals = Crowd.Of(Threads, member => Storm(mux, trigger, new Random(seed + member)));

            Assert.All(totals, total => Assert.NotEqual(0, total.Sent));
            Assert.All(totals, total => Assert.Equal(total.Sent, total.Received));
        }

        mux.Dispose();
        Assert.Equal(0, mux.Blocks);
        Array.ForEach(waiters, waiter => waiter.Join());
    }

    private static (long Sent, long Received) Storm(IocpUnderTest mux, TriggerMode trigger, Random lot)
    {
        long sent = 0;
        long received = 0;
        var stream = new WatchedStream(mux, trigger);
        for (int deed = 0; deed < DeedsOfAThread; deed++)
        {
            switch (lot.Next(64))
            {
                case 0:
                    stream.Finish();
                    sent += stream.Sent;
                    received += stream.Received;
                    stream.Close(unregisterFirst: lot.Next(2) == 0);
                    stream = new WatchedStream(mux, trigger);
                    break;
                case < 16:
                    stream.RegisterAnew();
                    break;
                case < 40:
                    stream.Modify((Interests)lot.Next(4));
                    break;
                default:
                    stream.Send();
                    break;
            }
        }

        stream.Finish();
        stream.Close(unregisterFirst: true);
        return (sent + stream.Sent, received + stream.Received);
    }

    private static void ReadUntilDisposed(IocpUnderTest mux)
    {
        var events = new ReadyEvents(16);
        Action untilDisposed = () =>
        {
            while (true)
            {
                mux.Wait(events, Timeout.InfiniteTimeSpan);
                foreach (ReadyEvent ready in events)
                {
                    ((WatchedStream)ready.State!).Read(ready.Registration);
                }
            }
        };
        Assert.Throws<ObjectDisposedException>(untilDisposed);
    }
}
