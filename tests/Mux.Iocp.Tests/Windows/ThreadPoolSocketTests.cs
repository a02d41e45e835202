using System.Net.Sockets;

namespace Mux.Iocp.Tests;

/// <summary>A socket's first asynchronous call binds it to the thread pool's port for good. Watching it needs no port of its own, so neither hinders the other.</summary>
public sealed class ThreadPoolSocketTests
{
    private static CancellationToken Hang => new CancellationTokenSource(Bound.Hang).Token;

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public async Task A_socket_that_belongs_to_the_thread_pool_can_be_watched(TriggerMode trigger)
    {
        using var mux = new IocpUnderTest();
        using var pair = ConnectedPair.OnLoopback();
        await ExchangeAsynchronously(pair, 1);

        EventRegistration left = mux.Register(pair.Left, Interests.Readable, trigger);
        pair.Right.Send([2]);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        Assert.Equal([2], pair.Left.ReadExactly(1));
    }

    [Fact]
    public async Task A_watched_socket_can_be_used_asynchronously_and_is_then_watched_on()
    {
        using var mux = new IocpUnderTest();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable);
        pair.Right.Send([1]);
        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        Assert.Equal([1], pair.Left.ReadExactly(1));

        left.Modify(Interests.None);
        mux.AssertQuiet();
        await ExchangeAsynchronously(pair, 2);
        left.Modify(Interests.Readable);
        mux.AssertQuiet();
        pair.Right.Send([3]);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
        Assert.Equal([3], pair.Left.ReadExactly(1));
    }

    [Fact]
    public async Task Asynchronous_calls_still_complete_after_unregistering()
    {
        using var mux = new IocpUnderTest();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Writable);
        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());

        left.Dispose();

        await ExchangeAsynchronously(pair, 1);
        mux.AssertQuiet();
    }

    // One byte there and back, on each side by a call that completes later.
    private static async Task ExchangeAsynchronously(ConnectedPair pair, byte value)
    {
        var there = new byte[1];
        Task<int> receiving = pair.Left.ReceiveAsync(there, SocketFlags.None, Hang).AsTask();
        await pair.Right.SendAsync(new[] { value }, SocketFlags.None, Hang);
        Assert.Equal(1, await receiving);
        Assert.Equal(value, there[0]);

        var back = new byte[1];
        receiving = pair.Right.ReceiveAsync(back, SocketFlags.None, Hang).AsTask();
        await pair.Left.SendAsync(there, SocketFlags.None, Hang);
        Assert.Equal(1, await receiving);
        Assert.Equal(value, back[0]);
    }
}
