namespace Mux.Sockets.Tests;

/// <summary>What was sent and not acknowledged: how much of it there is, and how long it may stay so.</summary>
public sealed class AcknowledgeTests
{
    [Fact]
    public void The_timeout_is_read_back_as_it_was_set()
    {
        Assert.SkipWhen(OperatingSystem.IsFreeBSD() || Wine.IsThis, "The system has no such timeout.");
        using var pair = StreamPair.OnLoopback();

        TimeSpan before = pair.Left.AcknowledgeTimeout;
        pair.Left.AcknowledgeTimeout = TimeSpan.FromSeconds(120);

        Assert.Equal(TimeSpan.Zero, before);
        Assert.Equal(TimeSpan.FromSeconds(120), pair.Left.AcknowledgeTimeout);
        Assert.Throws<ArgumentOutOfRangeException>(() => pair.Left.AcknowledgeTimeout = TimeSpan.FromTicks(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => pair.Left.AcknowledgeTimeout = TimeSpan.MaxValue);
    }

    [Fact]
    public void Bytes_that_the_peer_has_no_room_for_are_unacknowledged_until_it_reads()
    {
        using var pair = StreamPair.OnLoopback();
        Assert.SkipWhen(pair.Left.TryGetUnacknowledgedBytes() is null, "The system does not tell.");
        byte[] chunk = new byte[64 * 1024];
        while (pair.Left.TrySend(chunk).IsDone)
        {
        }

        Assert.True(pair.Left.TryGetUnacknowledgedBytes() > 0);

        BoundedTasks.Await(
            () =>
            {
                while (pair.Right.TryReceive(chunk).IsDone)
                {
                }

                return pair.Left.TryGetUnacknowledgedBytes() == 0;
            },
            "What the peer has read is not acknowledged.");
    }
}
