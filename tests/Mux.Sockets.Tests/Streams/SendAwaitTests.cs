using System.Runtime.CompilerServices;

namespace Mux.Sockets.Tests;

/// <summary>Awaited sends for which there is room.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class SendAwaitTests : IDisposable
{
    private readonly RunningLoop _running = new(EventMultiplexer.Create());

    public void Dispose() => _running.Dispose();

    [Fact]
    public async Task The_first_of_a_connection_makes_no_object()
    {
        byte[] bytes = [1, 2, 3];
        using var warmUp = StreamPair.OnLoopback();
        using var pair = StreamPair.OnLoopback();

        long allocated = await _running.Loop.InvokeAsync(
            () =>
            {
                Assert.True(IsSentAtOnce(warmUp.Left, bytes));
                pair.Left.AttachTo(_running.Loop);
                long before = GC.GetAllocatedBytesForCurrentThread();
                bool isSent = IsSentAtOnce(pair.Left, bytes);
                long after = GC.GetAllocatedBytesForCurrentThread();
                Assert.True(isSent);
                return after - before;
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(0, allocated);
        Assert.Equal(bytes, pair.Right.ReceiveExactly(3));
    }

    [Fact]
    public async Task One_of_nothing_is_done()
    {
        using var pair = StreamPair.OnLoopback();

        int sent = await OnLoop(() => pair.Left.SendAsync(default, TestContext.Current.CancellationToken));

        Assert.Equal(0, sent);
        Assert.True(pair.Right.TryReceive(new byte[1]).WouldBlock);
    }

    [Fact]
    public async Task One_that_is_cancelled_before_it_begins_sends_nothing()
    {
        using var pair = StreamPair.OnLoopback();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => OnLoop(() => pair.Left.SendAsync(new byte[] { 1 }, new CancellationToken(canceled: true))));

        Assert.True(pair.Right.TryReceive(new byte[1]).WouldBlock);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsSentAtOnce(StreamSocket socket, byte[] bytes)
    {
        ValueTask<int> sending = socket.SendAsync(bytes);
        return sending.IsCompletedSuccessfully && sending.GetAwaiter().GetResult() == bytes.Length;
    }

    private Task<int> OnLoop(Func<ValueTask<int>> action) =>
        _running.Loop.InvokeAsync(() => action().AsTask(), TestContext.Current.CancellationToken).InTime();
}
