using System.Net;
using System.Net.Sockets;

namespace Mux.Sockets.Tests;

/// <summary>Calls of datagram sockets that are interrupted, or would block without reason.</summary>
public sealed class DatagramFaultTests : IDisposable
{
    private readonly FaultySocketCalls _calls = new();
    private readonly DatagramSocket _socket;
    private readonly SocketAddress _toItself;
    private readonly DatagramBatch _batch = new(2, maxLength: 4);

    public DatagramFaultTests()
    {
        _socket = DatagramSocket.BindBy(_calls, new IPEndPoint(IPAddress.Loopback, 0), new DatagramSocketOptions());
        _toItself = _socket.LocalEndPoint!.Serialize();
    }

    public void Dispose() => _socket.Dispose();

    [Fact]
    public void Interrupted_calls_are_made_again()
    {
        _calls.FailNext(FaultySocketCalls.Interrupted);
        Assert.Equal(SocketResult.Done(1), _socket.TrySend([1], _toItself));
        _socket.Await(SelectMode.SelectRead);
        _calls.FailNext(FaultySocketCalls.Interrupted, FaultySocketCalls.Interrupted);
        Assert.Equal(SocketResult.Done(1), _socket.TryReceive(new byte[1]));
        Assert.True(_socket.TrySend([1], _toItself).IsDone);
        _socket.Await(SelectMode.SelectRead);
        _calls.FailNext(FaultySocketCalls.Interrupted);
        Assert.Equal(SocketResult.Done(1), _socket.TryReceive(new byte[1], new SocketAddress(AddressFamily.InterNetwork)));

        _batch.TryAdd([1], _toItself);
        _calls.FailNext(FaultySocketCalls.Interrupted);
        Assert.Equal(SocketResult.Done(1), _socket.TrySend(_batch));
        _socket.Await(SelectMode.SelectRead);
        _calls.FailNext(FaultySocketCalls.Interrupted);
        Assert.Equal(SocketResult.Done(1), _socket.TryReceive(_batch));

        EndPoint self = _socket.LocalEndPoint!;
        _calls.FailNext(FaultySocketCalls.Interrupted);
        Assert.True(_socket.TryConnect(self).IsDone);
        _calls.FailNext(FaultySocketCalls.Interrupted);
        Assert.Equal(SocketResult.Done(1), _socket.TrySend([1]));
        _calls.FailNext(FaultySocketCalls.Interrupted);
        Assert.True(_socket.TryDisconnect().IsDone);
        Assert.Equal(0, _calls.FaultsLeft);
    }

    [Fact]
    public void Would_block_comes_back_as_it_is_from_every_call()
    {
        int error = FaultySocketCalls.WouldBlock;
        _batch.TryAdd([1], _toItself);
        _calls.FailNext(error, error, error, error, error, error);

        Assert.True(_socket.TrySend([1], _toItself).WouldBlock);
        Assert.True(_socket.TrySend([1]).WouldBlock);
        Assert.True(_socket.TryReceive(new byte[1]).WouldBlock);
        Assert.True(_socket.TryReceive(new byte[1], new SocketAddress(AddressFamily.InterNetwork)).WouldBlock);
        Assert.True(_socket.TrySend(_batch).WouldBlock);
        Assert.True(_socket.TryReceive(_batch).WouldBlock);
        Assert.Equal(0, _calls.FaultsLeft);
        Assert.Null(_socket.LastFailure);
    }

    [Fact]
    public void A_batch_of_which_one_goes_at_a_time_arrives_once_and_in_order()
    {
        var received = new DatagramBatch(4, maxLength: 4);
        _batch.TryAdd([1], _toItself);
        _batch.TryAdd([2], _toItself);
        _calls.MostSent = 1;

        Assert.Equal(SocketResult.Done(1), _socket.TrySend(_batch));
        _calls.FailNext(FaultySocketCalls.Interrupted);
        Assert.Equal(SocketResult.Done(1), _socket.TrySend(_batch, start: 1));
        Assert.Equal(SocketResult.Done(0), _socket.TrySend(_batch, start: 2));

        _socket.Await(SelectMode.SelectRead);
        Assert.Equal(SocketResult.Done(2), _socket.TryReceive(received));
        Assert.Equal(1, received[0].Bytes[0]);
        Assert.Equal(2, received[1].Bytes[0]);
    }
}
