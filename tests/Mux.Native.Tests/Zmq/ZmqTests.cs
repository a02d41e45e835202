using System.Buffers.Binary;

namespace Mux.Native.Tests.Zmq;

/// <summary>Sockets of ZeroMQ by their ZMQ_FD, which is readable once for many messages.</summary>
public sealed class ZmqTests
{
    private const int ETERM = 156_384_765;

    [Theory]
    [InlineData("inproc://trips")]
    [InlineData("tcp://127.0.0.1:*")]
    public Task Fifty_thousand_round_trips_between_two_sockets(string endPoint)
    {
        const int Trips = 50_000;

        return RunAsync(async (loop, context) =>
        {
            using var server = new ZmqSocket(loop, context, LibZmq.ZMQ_REP);
            using var client = new ZmqSocket(loop, context, LibZmq.ZMQ_REQ);
            client.Connect(server.Bind(endPoint));

            async Task EchoAsync()
            {
                byte[] buffer = new byte[64];
                for (int i = 0; i < Trips; i++)
                {
                    await server.SendAsync(buffer.AsMemory(0, await server.ReceiveAsync(buffer)));
                }
            }

            async Task AskAsync()
            {
                byte[] request = new byte[sizeof(int)], reply = new byte[64];
                for (int i = 0; i < Trips; i++)
                {
                    BinaryPrimitives.WriteInt32LittleEndian(request, i);
                    await client.SendAsync(request);
                    Assert.Equal(sizeof(int), await client.ReceiveAsync(reply));
                    Assert.Equal(i, BinaryPrimitives.ReadInt32LittleEndian(reply));
                }
            }

            await Task.WhenAll(EchoAsync(), AskAsync());
        });
    }

    [Theory]
    [InlineData("inproc://flood")]
    [InlineData("tcp://127.0.0.1:*")]
    public Task A_sender_waits_while_the_queue_is_full_and_nothing_is_lost(string endPoint)
    {
        const int Messages = 50_000;
        const int Queue = 10;

        return RunAsync(async (loop, context) =>
        {
            using var receiver = new ZmqSocket(loop, context, LibZmq.ZMQ_PULL);
            using var sender = new ZmqSocket(loop, context, LibZmq.ZMQ_PUSH);
            receiver.Set(LibZmq.ZMQ_RCVHWM, Queue);
            sender.Set(LibZmq.ZMQ_SNDHWM, Queue);
            sender.Connect(receiver.Bind(endPoint));

            async Task SendAsync()
            {
                byte[] message = new byte[sizeof(int)];
                for (int i = 0; i < Messages; i++)
                {
                    BinaryPrimitives.WriteInt32LittleEndian(message, i);
                    await sender.SendAsync(message);
                }
            }

            Task sending = SendAsync();
            Assert.False(sending.IsCompleted); // The queue is full, and nobody has received anything yet.
            byte[] buffer = new byte[64];
            for (int i = 0; i < Messages; i++)
            {
                Assert.Equal(sizeof(int), await receiver.ReceiveAsync(buffer));
                Assert.Equal(i, BinaryPrimitives.ReadInt32LittleEndian(buffer));
            }

            await sending;
        });
    }

    [Fact]
    public Task The_end_of_the_context_ends_a_receive_that_waits() => RunAsync(async (loop, context) =>
    {
        using var socket = new ZmqSocket(loop, context, LibZmq.ZMQ_PULL);
        socket.Bind("inproc://end");
        Task<int> receive = socket.ReceiveAsync(new byte[64]).AsTask();

        Assert.Equal(0, LibZmq.zmq_ctx_shutdown(context));

        Assert.Equal(ETERM, (await Assert.ThrowsAsync<ZmqException>(() => receive)).Error);
    });

    private static async Task RunAsync(Func<EventLoop, nint, Task> fact)
    {
        NativeLibraries.SkipUnlessInstalled(LibZmq.Library, "libzmq5");

        nint context = LibZmq.zmq_ctx_new();
        await OnLoop.RunAsync(loop => fact(loop, context));
        Assert.Equal(0, LibZmq.zmq_ctx_term(context)); // Blocks until all sockets are closed: not on the loop.
    }
}
