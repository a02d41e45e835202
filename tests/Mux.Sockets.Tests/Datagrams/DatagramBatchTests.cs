using System.Net;
using System.Net.Sockets;
using Mux.Interop;

namespace Mux.Sockets.Tests;

/// <summary>Batches, by the system's calls for them and by the loop that stands in for these.</summary>
public sealed class DatagramBatchTests : IDisposable
{
    private readonly DatagramSocket _left = DatagramSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly DatagramSocket _right = DatagramSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly SocketAddress _toRight;

    public DatagramBatchTests() => _toRight = _right.LocalEndPoint!.Serialize();

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(100)]
    public void A_batch_arrives_in_its_order(int count)
    {
        var batch = new DatagramBatch(count, maxLength: 4);
        for (int i = 0; i < count; i++)
        {
            Assert.True(batch.TryAdd([(byte)i, 1], _toRight));
        }

        Assert.False(batch.TryAdd([0], _toRight));
        Assert.Equal(SocketResult.Done(count), _left.TrySend(batch));
        Assert.Equal(SocketResult.Done(1), _left.TrySend(batch, start: count - 1));

        AssertReceived(count);
    }

    [Fact]
    public void Without_a_datagram_a_batch_would_block_and_is_empty()
    {
        var batch = new DatagramBatch(2, maxLength: 4);
        batch.TryAdd([1]);

        Assert.True(_right.TryReceive(batch).WouldBlock);
        Assert.Equal(0, batch.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_datagram_has_its_length_its_sender_and_whether_it_was_cut(bool byLoop)
    {
        var batch = new DatagramBatch(8, maxLength: 2);
        Assert.True(_left.TrySend([1, 2, 3], _toRight).IsDone);
        Assert.True(_left.TrySend([], _toRight).IsDone);
        Assert.True(_left.TrySend([4], _toRight).IsDone);
        _right.Await(SelectMode.SelectRead);

        batch.Count = byLoop ? DatagramLoop.Receive(SocketCalls.OfThisSystem, (int)_right.Handle.DangerousGetHandle(), batch).Value : _right.TryReceive(batch).Count;

        Assert.Equal(3, batch.Count);
        Assert.Equal([1, 2], batch[0].Bytes.ToArray());
        Assert.True(batch[0].IsTruncated);
        Assert.Equal(0, batch[1].Length);
        Assert.False(batch[1].IsTruncated);
        Assert.Equal([4], batch[2].Bytes.ToArray());
        Assert.Equal(_left.LocalEndPoint, batch[2].EndPoint);
    }

    [Fact]
    public void The_loop_sends_what_the_call_sends()
    {
        var batch = new DatagramBatch(3, maxLength: 4);
        batch.TryAdd([0, 1], _toRight);
        batch.TryAdd([1, 1], _toRight);
        batch.TryAdd([2, 1], _toRight);

        Assert.Equal(2, DatagramLoop.Send(SocketCalls.OfThisSystem, (int)_left.Handle.DangerousGetHandle(), batch, start: 1).Value);

        var received = new DatagramBatch(3, maxLength: 4);
        _right.Await(SelectMode.SelectRead);
        Assert.Equal(SocketResult.Done(2), _right.TryReceive(received));
        Assert.Equal([1, 1], received[0].Bytes.ToArray());
    }

    [Fact]
    public void What_stands_before_a_datagram_that_fails_is_sent()
    {
        var batch = new DatagramBatch(3, maxLength: 4);
        batch.TryAdd([1], _toRight);
        batch.TryAdd([2], new IPEndPoint(IPAddress.Broadcast, 9).Serialize()); // SO_BROADCAST is off, so that every system refuses.
        batch.TryAdd([3], _toRight);

        Assert.Equal(SocketResult.Done(1), _left.TrySend(batch));
        Assert.True(_left.TrySend(batch, start: 1).IsFailed);
        Assert.Equal(SocketResult.Done(1), _left.TrySend(batch, start: 2));
    }

    private void AssertReceived(int count)
    {
        var received = new DatagramBatch(count, maxLength: 4);
        _right.Await(SelectMode.SelectRead);
        Assert.Equal(SocketResult.Done(count), _right.TryReceive(received));
        for (int i = 0; i < count; i++)
        {
            Assert.Equal([(byte)i, 1], received[i].Bytes.ToArray());
        }

        Assert.Equal(SocketResult.Done(1), _right.TryReceive(received));
        Assert.Equal((byte)(count - 1), received[0].Bytes[0]);
    }
}
