namespace Mux.Sockets.Conformance;

/// <summary>A <see cref="TcpRelay"/> that cannot begin: both sockets stay the caller's, and as good as they were.</summary>
public abstract class RelayBeginTests
{
    protected abstract IEventMultiplexer Create();

    [Fact]
    public async Task A_socket_that_is_registered_is_refused_before_anything_ends()
    {
        using var running = new RunningLoop(Create());
        using var left = StreamPair.OnLoopback();
        using var right = StreamPair.OnLoopback();
        using IEventMultiplexer other = Create();
        right.Left.Register(other, Interests.Readable);
        Task<int> receiving = running.Loop.InvokeAsync(() => left.Left.ReceiveAsync(new byte[8]).AsTask());
        running.Settle();

        await Assert.ThrowsAsync<InvalidOperationException>(() => Run(running, left.Left, right.Left));

        Assert.False(receiving.IsCompleted);
        Assert.True(left.Right.TrySend([1]).IsDone);
        Assert.Equal(1, await receiving.InTime());
    }

    [Fact]
    public async Task A_socket_whose_relay_could_not_watch_the_other_one_is_awaited_anew()
    {
        using var running = new RunningLoop(Create());
        using var left = StreamPair.OnLoopback();
        using var right = StreamPair.OnLoopback();
        Assert.True(left.Right.TrySend([1]).IsDone);
        Assert.Equal(1, await ReceiveAsync(running, left.Left)); // Its operations belong to what watches it now.
        using EventRegistration taken = await running.Loop.InvokeAsync(() => running.Loop.Register(right.Left.Handle, Interests.Readable, TriggerMode.Level, new CallingHandler(static _ => { })));

        Assert.NotNull(await Record.ExceptionAsync(() => Run(running, left.Left, right.Left)));

        Task<int> receiving = ReceiveAsync(running, left.Left);
        running.Settle();
        Assert.True(left.Right.TrySend([1, 2]).IsDone);
        Assert.Equal(2, await receiving);
        Assert.Equal(1, await running.Loop.InvokeAsync(() => left.Left.SendAsync(new byte[] { 3 }).AsTask()).InTime());
    }

    private static Task<int> ReceiveAsync(RunningLoop running, StreamSocket socket) => running.Loop.InvokeAsync(() => socket.ReceiveAsync(new byte[8]).AsTask()).InTime();

    private static Task<RelayTotals> Run(RunningLoop running, StreamSocket left, StreamSocket right) => running.Loop.InvokeAsync(() => TcpRelay.RunAsync(left, right)).InTime();
}
