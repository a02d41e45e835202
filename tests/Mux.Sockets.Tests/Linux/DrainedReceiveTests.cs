using System.Net;
using System.Net.Sockets;
using Mux.LinuxNative;

namespace Mux.Sockets.Tests;

/// <summary>A receive of TCP that leaves room in its buffer spares the one that would block; and whatever else may end a receive early loses nothing by that.</summary>
[OnLinux]
public sealed class DrainedReceiveTests : IDisposable
{
    private readonly FaultySocketCalls _calls = new();
    private readonly RunningLoop _running = new(EventMultiplexer.Create());
    private readonly StreamPair _pair;
    private readonly byte[] _buffer = new byte[8];

    public DrainedReceiveTests() => _pair = StreamPair.OnLoopback(_calls);

    public void Dispose()
    {
        _running.Dispose();
        _pair.Dispose();
    }

    [Fact]
    public async Task A_message_costs_one_receive()
    {
        const int Messages = 100;
        await OnLoop(ReceiveTheFirst);
        int before = _calls.Calls;

        await OnLoop(async () =>
        {
            for (int i = 0; i < Messages; i++)
            {
                ValueTask<int> receiving = _pair.Left.ReceiveAsync(_buffer);
                Send(1, 2);
                Assert.Equal(2, await receiving);
            }
        });

        Assert.Equal(Messages, _calls.Calls - before);
    }

    [Fact]
    public async Task A_message_costs_a_handler_one_receive_as_well()
    {
        const int Messages = 100;
        using var received = new SemaphoreSlim(0);
        _pair.Left.Register(_running.Loop, Interests.Readable, TriggerMode.Edge, new CallingHandler(_ =>
        {
            while (_pair.Left.TryReceive(_buffer).IsDone)
            {
                received.Release();
                if (_pair.Left.IsDrained)
                {
                    break;
                }
            }
        }));
        _running.Settle(); // The first event tells of the present.
        int before = _calls.Calls;

        for (int i = 0; i < Messages; i++)
        {
            Send(1, 2);
            Assert.True(await received.WaitAsync(Bound.Hang, TestContext.Current.CancellationToken));
            _running.Settle();
        }

        Assert.Equal(Messages, _calls.Calls - before);
    }

    [Fact]
    public async Task Urgent_data_and_the_end_are_not_lost_to_a_handler_that_goes_by_IsDrained()
    {
        using var listener = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        peer.Connect(listener.LocalEndPoint!);
        using StreamSocket socket = listener.AcceptOne();
        var total = new List<byte>();
        var ended = new TaskCompletionSource();
        var told = Readiness.None;
        socket.Register(_running.Loop, Interests.Readable, TriggerMode.Edge, new CallingHandler(ready =>
        {
            told |= ready.Readiness;
            SocketResult result;
            while ((result = socket.TryReceive(_buffer)).IsDone)
            {
                total.AddRange(_buffer.AsSpan(0, result.Count));
                if (socket.IsDrained)
                {
                    return;
                }
            }

            if (result.IsClosed)
            {
                ended.TrySetResult();
            }
        }));

        peer.Send([1, 2]);
        peer.Send([9], SocketFlags.OutOfBand);
        peer.Send([3, 4]);
        peer.Shutdown(SocketShutdown.Send);

        await ended.Task.InTime();
        Assert.Equal([1, 2, 3, 4], total);
        Assert.Equal(Readiness.None, told & Readiness.Priority); // Nobody asked for it.
    }

    [Fact]
    public async Task A_buffer_that_was_filled_is_received_into_again_at_once()
    {
        await OnLoop(ReceiveTheFirst);

        await OnLoop(async () =>
        {
            ValueTask<int> receiving = _pair.Left.ReceiveAsync(_buffer.AsMemory(0, 2));
            Send(1, 2, 3, 4, 5);

            Assert.Equal(2, await receiving);
            Assert.False(_pair.Left.IsDrained);
            Assert.Equal(2, await _pair.Left.ReceiveAsync(_buffer.AsMemory(0, 2)));
            Assert.Equal(1, await _pair.Left.ReceiveAsync(_buffer.AsMemory(0, 2)));
            Assert.True(_pair.Left.IsDrained);
        });
    }

    [Fact]
    public async Task What_lies_behind_the_mark_of_urgent_data_is_received_without_another_event()
    {
        using Socket peer = _pair.Right.ToSocket();
        await OnLoop(async () =>
        {
            await ReceiveTheFirst(peer);
            ValueTask<int> receiving = _pair.Left.ReceiveAsync(_buffer);
            peer.Send([1, 2]);
            peer.Send([9], SocketFlags.OutOfBand);
            peer.Send([3, 4, 5]);

            Assert.Equal(2, await receiving); // Ends at the mark.
            Assert.Equal(3, await _pair.Left.ReceiveAsync(_buffer));
        });

        Assert.Equal([3, 4, 5], _buffer[..3]);
    }

    [Fact]
    public async Task An_end_that_came_with_the_last_bytes_is_received_without_another_event()
    {
        await OnLoop(async () =>
        {
            await ReceiveTheFirst();
            ValueTask<int> receiving = _pair.Left.ReceiveAsync(_buffer);
            Send(1, 2);
            Assert.True(_pair.Right.TryShutdown(SocketShutdown.Send).IsDone);

            Assert.Equal(2, await receiving);
            Assert.Equal(0, await _pair.Left.ReceiveAsync(_buffer));
        });
    }

    [Fact]
    public async Task An_end_that_comes_after_the_last_bytes_ends_the_wait()
    {
        await OnLoop(async () =>
        {
            await ReceiveTheFirst();
            ValueTask<int> receiving = _pair.Left.ReceiveAsync(_buffer);
            Assert.True(_pair.Right.TryShutdown(SocketShutdown.Send).IsDone);

            Assert.Equal(0, await receiving);
        });
    }

    [Fact]
    public async Task A_reset_that_came_with_the_last_bytes_is_told_without_another_event()
    {
        await OnLoop(async () =>
        {
            await ReceiveTheFirst();
            ValueTask<int> receiving = _pair.Left.ReceiveAsync(_buffer);
            Send(1, 2);
            _pair.Right.Abort();

            var reset = await Assert.ThrowsAsync<SocketException>(async () =>
            {
                await receiving;
                await _pair.Left.ReceiveAsync(_buffer, TestContext.Current.CancellationToken);
            });
            Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        });
    }

    [Fact]
    public async Task Bytes_that_come_between_the_receive_and_the_wait_end_that_wait()
    {
        await OnLoop(async () =>
        {
            await ReceiveTheFirst();
            for (int i = 0; i < 100; i++)
            {
                Send(1); // Its event comes in a later turn, when this already waits.
                Assert.Equal(1, await _pair.Left.ReceiveAsync(_buffer));
            }
        });
    }

    [Fact]
    public async Task It_is_known_to_be_drained_from_a_short_receive_to_the_next_event()
    {
        await OnLoop(async () =>
        {
            Assert.False(_pair.Left.IsDrained);
            await ReceiveTheFirst();
            Assert.True(_pair.Left.IsDrained);

            Send(1);
            await _pair.Left.ReadableAsync();
            Assert.False(_pair.Left.IsDrained);

            Assert.Equal(SocketResult.Done(1), _pair.Left.TryReceive(_buffer));
            Assert.True(_pair.Left.IsDrained);

            _pair.Left.Dispose();
            Assert.False(_pair.Left.IsDrained);
        });
    }

    [Fact]
    public async Task An_attempt_is_made_all_the_same_when_somebody_asks_for_it()
    {
        await OnLoop(async () =>
        {
            await ReceiveTheFirst();
            Send(1);

            Assert.True(_pair.Left.IsDrained); // As far as any event has told.
            Assert.Equal(SocketResult.Done(1), _pair.Left.TryReceive(_buffer));
        });
    }

    [Fact]
    public void A_socket_that_is_not_attached_is_not_known_to_be_drained()
    {
        Assert.True(_pair.Left.TryReceive(_buffer).WouldBlock);

        Assert.False(_pair.Left.IsDrained);
    }

    [Fact]
    public Task A_short_receive_of_a_unix_socket_says_nothing()
    {
        // It ends early before passed descriptors.
        var path = new UnixDomainSocketEndPoint($"\0mux-{Guid.NewGuid():N}");
        using StreamListener listener = StreamListener.Listen(path);
        StreamSocket left = StreamSocket.Open(AddressFamily.Unix);
        Assert.True(left.TryConnect(path).IsDone);
        return AssertOnlyWouldBlockDrains(left, listener.AcceptOne());
    }

    [Fact]
    public Task A_short_receive_of_a_socket_from_elsewhere_says_nothing()
    {
        var pair = ConnectedPair.OnLoopback(); // Both sockets go over to those of Mux.
        return AssertOnlyWouldBlockDrains(StreamSocket.Adopt(pair.Left), StreamSocket.Adopt(pair.Right));
    }

    [Fact]
    public async Task A_short_receive_of_an_accepted_socket_drains()
    {
        await OnLoop(async () =>
        {
            await ReceiveUntilDrained(_pair.Right, _pair.Left);

            Assert.True(_pair.Right.IsDrained);
        });
    }

    private async Task AssertOnlyWouldBlockDrains(StreamSocket left, StreamSocket right)
    {
        using (left)
        using (right)
        {
            await OnLoop(async () =>
            {
                for (int i = 0; i < 3; i++)
                {
                    ValueTask<int> receiving = left.ReceiveAsync(_buffer);
                    Assert.True(right.TrySend([1]).IsDone);
                    Assert.Equal(1, await receiving);
                    Assert.False(left.IsDrained);
                }

                Assert.True(left.TryReceive(_buffer).WouldBlock);
                Assert.True(left.IsDrained);
            });
        }
    }

    // The first event of a newly attached socket tells of the present, and may come after it was received.
    private Task ReceiveTheFirst() => ReceiveUntilDrained(_pair.Left, _pair.Right);

    private Task ReceiveTheFirst(Socket peer) => ReceiveUntilDrained(_pair.Left, () => peer.Send([0]));

    private Task ReceiveUntilDrained(StreamSocket socket, StreamSocket peer) => ReceiveUntilDrained(socket, () => Assert.True(peer.TrySend([0]).IsDone));

    private async Task ReceiveUntilDrained(StreamSocket socket, Action sendOne)
    {
        for (int i = 0; i < 3; i++)
        {
            ValueTask<int> receiving = socket.ReceiveAsync(_buffer);
            sendOne();
            Assert.Equal(1, await receiving);
        }
    }

    private void Send(params byte[] bytes) => Assert.Equal(SocketResult.Done(bytes.Length), _pair.Right.TrySend(bytes));

    private Task OnLoop(Func<Task> action) => _running.Loop.InvokeAsync(action, TestContext.Current.CancellationToken).InTime();
}
