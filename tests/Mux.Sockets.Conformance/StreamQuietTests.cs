using System.Net.Sockets;

namespace Mux.Sockets.Conformance;

/// <summary>In the steady state sockets allocate nothing. Run alone in the process.</summary>
public abstract class StreamQuietTests
{
    private const int WarmUp = 2000;

    /// <summary>How many exchanges are counted.</summary>
    protected virtual int Exchanges => 20_000;

    protected abstract IEventMultiplexer Create();

    [Fact]
    public async Task Receives_that_wait_and_sends_allocate_nothing()
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();
        pair.Left.NoDelay = pair.Right.NoDelay = true;

        Task answering = running.Loop.InvokeAsync(() => AnswerAsync(pair.Right));
        long allocated = await running.Loop.InvokeAsync(() => AskAsync(pair.Left, Exchanges)).WaitAsync(Bound.Hang * 3, TestContext.Current.CancellationToken);
        await answering.InTime();

        Assert.Equal(2 * Exchanges * RuntimeAwait.BytesEach, allocated); // Both sides wait once per exchange.
    }

    [Fact]
    public void Attempts_allocate_nothing()
    {
        using var pair = StreamPair.OnLoopback();
        byte[] buffer = new byte[8];
        Exchange(pair, buffer, WarmUp);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Exchange(pair, buffer, 1000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Exchange(StreamPair pair, byte[] buffer, int times)
    {
        for (int i = 0; i < times; i++)
        {
            Assert.True(pair.Left.TrySend(buffer).IsDone);
            SocketResult received;
            do
            {
                received = pair.Right.TryReceive(buffer); // Would block while it is on its way.
            }
            while (received.WouldBlock);
        }
    }

    private static async Task AnswerAsync(StreamSocket socket)
    {
        byte[] buffer = new byte[8];
        while (await socket.ReceiveAsync(buffer) is > 0 and var received)
        {
            await socket.SendAsync(buffer.AsMemory(0, received));
        }
    }

    private static async Task<long> AskAsync(StreamSocket socket, int times)
    {
        byte[] buffer = new byte[8];
        long before = 0;
        for (int i = -WarmUp; i < times; i++)
        {
            if (i == 0)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            await socket.SendAsync(buffer);
            await socket.ReceiveAsync(buffer);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        socket.TryShutdown(SocketShutdown.Send);
        return allocated;
    }
}
