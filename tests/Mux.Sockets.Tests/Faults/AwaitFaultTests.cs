using System.Net;
using System.Net.Sockets;

namespace Mux.Sockets.Tests;

/// <summary>Awaited operations whose calls are interrupted, would block without reason, or take less than they are given: they end once, with all of it.</summary>
public sealed class AwaitFaultTests : IDisposable
{
    // A wait after an attempt that would have blocked ends with the next event: of a receive, the facts make one. Windows, asked again, has one at once.
    private static readonly int[] Faults = [FaultySocketCalls.Interrupted, FaultySocketCalls.WouldBlock, FaultySocketCalls.Interrupted];

    private readonly FaultySocketCalls _calls = new();
    private readonly RunningLoop _running = new(EventMultiplexer.Create());

    public void Dispose() => _running.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public async Task A_receive(int size)
    {
        using var pair = StreamPair.OnLoopback(_calls);
        byte[] buffer = new byte[size];
        Assert.True(pair.Right.TrySend([1, 2]).IsDone);
        pair.Left.Await(SelectMode.SelectRead);

        Task<int> receiving = WithFaults(() => pair.Left.ReceiveAsync(buffer, TestContext.Current.CancellationToken));
        BoundedTasks.Await(() => _calls.FaultsLeft <= 1, "The attempt that would have blocked was not made.");
        Assert.True(pair.Right.TrySend([3]).IsDone);

        Assert.InRange(await receiving, Math.Min(size, 2), Math.Min(size, 3));
    }

    [Fact]
    public async Task A_send()
    {
        using var pair = StreamPair.OnLoopback(_calls);

        int sent = await WithFaults(() => pair.Left.SendAsync(new byte[] { 1, 2, 3 }, TestContext.Current.CancellationToken), most: 2);

        Assert.Equal(3, sent);
        Assert.Equal([1, 2, 3], pair.Right.ReceiveExactly(3));
        Assert.True(pair.Right.TryReceive(new byte[1]).WouldBlock);
    }

    [Fact]
    public async Task A_send_of_two_pieces()
    {
        using var pair = StreamPair.OnLoopback(_calls);

        int sent = await WithFaults(() => pair.Left.SendAsync(new byte[] { 1, 2, 3 }, new byte[] { 4, 5 }, TestContext.Current.CancellationToken), most: 2);

        Assert.Equal(5, sent);
        Assert.Equal([1, 2, 3, 4, 5], pair.Right.ReceiveExactly(5));
        Assert.True(pair.Right.TryReceive(new byte[1]).WouldBlock);
    }

    [Fact]
    public async Task A_send_of_a_file()
    {
        using var pair = StreamPair.OnLoopback(_calls);
        using var file = new SmallFile([2, 3, 4, 5]);

        long sent = await WithFaults(() => pair.Left.SendFileAsync(new byte[] { 1 }, file.Handle, 0, 4, TestContext.Current.CancellationToken), most: 3);

        Assert.Equal(5, sent);
        Assert.Equal([1, 2, 3, 4, 5], pair.Right.ReceiveExactly(5));
        Assert.True(pair.Right.TryReceive(new byte[1]).WouldBlock);
    }

    [Fact]
    public async Task A_connect_that_is_interrupted()
    {
        using StreamListener listener = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        using StreamSocket socket = StreamSocket.Open(_calls, AddressFamily.InterNetwork);
        EndPoint remote = listener.LocalEndPoint!;
        _calls.InterruptsConnect = true;

        await _running.Loop.InvokeAsync(() => socket.ConnectAsync(remote, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken).InTime();

        listener.AcceptOne().Dispose();
    }

    [Fact]
    public async Task A_send_queue()
    {
        using var pair = StreamPair.OnLoopback(_calls);
        byte[] bytes = RelayPeer.Payload(50_000, seed: 1);

        Task<SocketError> flushed = _running.Loop.InvokeAsync(
            () =>
            {
                var queue = new SendQueue(pair.Left, _running.Loop, bytes.Length);
                _calls.MostSent = 1000;
                _calls.FailNext([0, .. Faults]);
                Assert.True(queue.TryEnqueue(bytes));
                return queue.FlushAsync(TestContext.Current.CancellationToken);
            },
            TestContext.Current.CancellationToken);
        byte[] received = await Task.Run(() => pair.Right.ReceiveExactly(bytes.Length), TestContext.Current.CancellationToken);

        Assert.Equal(SocketError.Success, await flushed.InTime());
        Assert.Equal(0, _calls.FaultsLeft);
        Assert.Equal(bytes, received);
    }

    [Fact]
    public async Task A_send_queue_that_waited_before()
    {
        using var pair = StreamPair.OnLoopback(_calls);
        SendQueue queue = await _running.Loop.InvokeAsync(() => new SendQueue(pair.Left, _running.Loop, capacity: 10), TestContext.Current.CancellationToken);
        long filled = pair.Fill();
        Task<SocketError> flushed = _running.Loop.InvokeAsync(() => Enqueue(1, 2, 3), TestContext.Current.CancellationToken);
        await Task.Run(() => pair.Right.ReceiveExactly((int)filled + 3), TestContext.Current.CancellationToken);
        Assert.Equal(SocketError.Success, await flushed.InTime());
        _calls.MostSent = 1;

        flushed = _running.Loop.InvokeAsync(() => Enqueue(4, 5, 6), TestContext.Current.CancellationToken);

        Assert.Equal(SocketError.Success, await flushed.InTime());
        Assert.Equal([4, 5, 6], pair.Right.ReceiveExactly(3));

        Task<SocketError> Enqueue(params byte[] bytes)
        {
            Assert.True(queue.TryEnqueue(bytes));
            return queue.FlushAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_receive_of_a_datagram()
    {
        using DatagramSocket socket = Bind(out SocketAddress toItself);
        byte[] buffer = new byte[4];
        Assert.True(socket.TrySend([1, 2], toItself).IsDone);
        socket.Await(SelectMode.SelectRead);

        Assert.Equal(new ReceivedDatagram(2, IsTruncated: false), await WithFaults(() => socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken)));

        Assert.Equal([1, 2, 0, 0], buffer);
    }

    [Fact]
    public async Task A_receive_of_a_datagram_with_its_sender()
    {
        using DatagramSocket socket = Bind(out SocketAddress toItself);
        var from = new SocketAddress(AddressFamily.InterNetwork);
        Assert.True(socket.TrySend([1, 2], toItself).IsDone);
        socket.Await(SelectMode.SelectRead);

        Assert.Equal(new ReceivedDatagram(2, IsTruncated: false), await WithFaults(() => socket.ReceiveAsync(new byte[4], from, TestContext.Current.CancellationToken)));

        Assert.Equal(toItself, from);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_send_of_a_datagram(bool isConnected)
    {
        using DatagramSocket socket = Bind(out SocketAddress toItself);
        byte[] buffer = new byte[4];
        Assert.True(!isConnected || socket.TryConnect(socket.LocalEndPoint!).IsDone);

        int sent = await WithFaults(() => isConnected
            ? socket.SendAsync(new byte[] { 1, 2 }, TestContext.Current.CancellationToken)
            : socket.SendAsync(new byte[] { 1, 2 }, toItself, TestContext.Current.CancellationToken));

        Assert.Equal(2, sent);
        socket.Await(SelectMode.SelectRead);
        Assert.Equal(SocketResult.Done(2), socket.TryReceive(buffer));
        Assert.True(socket.TryReceive(buffer).WouldBlock);
    }

    private DatagramSocket Bind(out SocketAddress address)
    {
        DatagramSocket socket = DatagramSocket.BindBy(_calls, new IPEndPoint(IPAddress.Loopback, 0), new DatagramSocketOptions());
        address = socket.LocalEndPoint!.Serialize();
        return socket;
    }

    private async Task<T> WithFaults<T>(Func<ValueTask<T>> begin, int most = int.MaxValue)
    {
        _calls.MostSent = most;
        _calls.FailNext(Faults);

        T result = await OnLoop(begin);

        Assert.Equal(0, _calls.FaultsLeft);
        return result;
    }

    private Task<T> OnLoop<T>(Func<ValueTask<T>> begin) => _running.Loop.InvokeAsync(() => begin().AsTask(), TestContext.Current.CancellationToken).InTime();
}
