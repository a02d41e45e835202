using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Mux.Sockets.Tests;

/// <summary>Awaits of datagram sockets allocate nothing in the steady state.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class DatagramAwaitQuietTests : IDisposable
{
    private const int WarmUp = 2000;

    private readonly DatagramSocket _left = DatagramSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly DatagramSocket _right = DatagramSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly byte[] _buffer = new byte[8];

    private static int Exchanges => Wine.TenthOf(10_000);

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
    }

    [Fact]
    public Task Those_of_connected_sockets()
    {
        Assert.True(_left.TryConnect(_right.LocalEndPoint!).IsDone);
        Assert.True(_right.TryConnect(_left.LocalEndPoint!).IsDone);

        return AssertQuiet(socket => socket.SendAsync(_buffer), socket => socket.ReceiveAsync(_buffer));
    }

    [Fact]
    public Task Those_with_addresses()
    {
        SocketAddress toLeft = _left.LocalEndPoint!.Serialize();
        SocketAddress toRight = _right.LocalEndPoint!.Serialize();
        var from = new SocketAddress(AddressFamily.InterNetwork);

        return AssertQuiet(socket => socket.SendAsync(_buffer, socket == _left ? toRight : toLeft), socket => socket.ReceiveAsync(_buffer, from));
    }

    [Fact]
    public Task Those_for_batches()
    {
        SocketAddress toLeft = _left.LocalEndPoint!.Serialize();
        SocketAddress toRight = _right.LocalEndPoint!.Serialize();
        var batch = new DatagramBatch(4, maxLength: 8);

        return AssertQuiet(
            socket =>
            {
                while (socket.TryReceive(batch).IsDone)
                {
                    // What the wait was for.
                }

                batch.TryAdd(_buffer, socket == _left ? toRight : toLeft);
                return ValueTask.FromResult(socket.TrySend(batch).GetCountOrThrow());
            },
            socket => socket.ReadableAsync());
    }

    // Both sides wait once an exchange; but the answering one waited for the first before it was measured.
    private async Task AssertQuiet<T>(Func<DatagramSocket, ValueTask<int>> send, Func<DatagramSocket, ValueTask<T>> receive)
    {
        using var running = new RunningLoop(EventMultiplexer.Create());

        Task answering = running.Loop.InvokeAsync(() => AnswerAsync(), TestContext.Current.CancellationToken);
        long allocated = await running.Loop.InvokeAsync(() => AskAsync(), TestContext.Current.CancellationToken).WaitAsync(Bound.Hang * 3, TestContext.Current.CancellationToken);
        await answering.InTime();

        // Where the runtime boxes the awaiter, a result of eight bytes makes the box longer; one of four fits beside what else is in it.
        long each = RuntimeAwait.BytesEach == 0 ? 0 : RuntimeAwait.BytesEach + (Unsafe.SizeOf<T>() > sizeof(int) ? sizeof(long) : 0);
        Assert.Equal(((2 * Exchanges) - 1) * each, allocated);

        async Task AnswerAsync()
        {
            for (int i = -WarmUp; i < Exchanges; i++)
            {
                await receive(_right);
                await send(_right);
            }
        }

        async Task<long> AskAsync()
        {
            long before = 0;
            for (int i = -WarmUp; i < Exchanges; i++)
            {
                if (i == 0)
                {
                    before = GC.GetAllocatedBytesForCurrentThread();
                }

                Assert.True(await send(_left) > 0);
                await receive(_left);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
