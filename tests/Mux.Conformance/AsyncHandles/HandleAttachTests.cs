using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Mux.Conformance;

/// <summary>Attaching: what is refused, and the one registration that it makes.</summary>
public abstract class HandleAttachTests : LoopSuite
{
    [Fact]
    public async Task A_handle_is_attached_once_to_a_loop()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);

        Assert.Throws<InvalidOperationException>(() => running.Loop.Attach(pair.Left));

        Assert.Equal(1, running.Loop.RegistrationCount);
        pair.Right.Send([1]);
        Assert.Equal(Readiness.Readable, await left.ReadableAsync().InTime());
    }

    [Fact]
    public async Task A_detached_handle_can_be_attached_again()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        running.Loop.Attach(pair.Left, Interests.Readable).Dispose();

        using AsyncHandle again = running.Loop.Attach(pair.Left, Interests.Readable);

        pair.Right.Send([1]);
        Assert.Equal(Readiness.Readable, await again.ReadableAsync().InTime());
    }

    [Fact]
    public void A_blocking_socket_is_refused()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        pair.Left.Blocking = true;

        Assert.Throws<ArgumentException>(() => running.Loop.Attach(pair.Left));

        Assert.Equal(0, running.Loop.RegistrationCount);
    }

    [Fact]
    public void A_closed_handle_is_refused()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        SafeSocketHandle handle = pair.Left.SafeHandle;
        pair.Left.Dispose();

        Assert.Throws<ObjectDisposedException>(() => running.Loop.Attach(handle));

        Assert.Equal(0, running.Loop.RegistrationCount);
    }

    [Fact]
    public void An_invalid_handle_is_refused()
    {
        using RunningLoop running = Start();
        using var invalid = new SafeFileHandle();

        Assert.Throws<ArgumentException>(() => running.Loop.Attach(invalid));

        Assert.Equal(0, running.Loop.RegistrationCount);
    }

    [Theory]
    [InlineData(Interests.None)]
    [InlineData((Interests)64)]
    [InlineData(Interests.Readable | (Interests)64)]
    public void Directions_that_are_none_are_refused(Interests directions)
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();

        Assert.Throws<ArgumentOutOfRangeException>(() => running.Loop.Attach(pair.Left, directions));

        Assert.Equal(0, running.Loop.RegistrationCount);
    }

    [Fact]
    public async Task A_direction_that_was_not_attached_cannot_be_awaited()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left, Interests.Readable);

        await Assert.ThrowsAsync<InvalidOperationException>(() => left.WritableAsync().AsTask());
        await Assert.ThrowsAsync<InvalidOperationException>(() => left.PriorityAsync().AsTask());
        Assert.Throws<InvalidOperationException>(() => left.IsDrained(Interests.Writable));
        Assert.Throws<ArgumentOutOfRangeException>(() => left.IsDrained(Interests.Readable | Interests.Writable));

        pair.Right.Send([1]);
        Assert.Equal(Readiness.Readable, await left.ReadableAsync().InTime());
    }

    [Fact]
    public void A_stopped_loop_attaches_nothing()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        running.Loop.Dispose();

        Assert.Throws<ObjectDisposedException>(() => running.Loop.Attach(pair.Left));
    }

    [Fact]
    public async Task It_is_registered_once_by_edge_and_not_modified_while_attempts_drain_it()
    {
        using var multiplexer = new RegistrationLog(Create());
        using var running = new RunningLoop(multiplexer);
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = running.Loop.Attach(pair.Left);
        Task returning = Task.Run(() => BallGame.ReturnAsync(left, pair.Left, 100), TestContext.Current.CancellationToken);

        for (int i = 0; i < 100; i++)
        {
            pair.Right.Send([1]);
            Assert.Equal([2], pair.Right.ReadExactly(1));
        }

        await returning.InTime();
        using var cancellation = new CancellationTokenSource();
        Task<int> cancelled = left.PerformAsync(Interests.Readable, (pair.Left, new byte[1]), BallGame.TryReceive, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await cancelled.InTime().ContinueWith(static _ => { }, TaskScheduler.Default);
        left.Dispose();

        Assert.Equal(["Register Readable by Edge", "Dispose"], multiplexer.Calls);
    }
}
