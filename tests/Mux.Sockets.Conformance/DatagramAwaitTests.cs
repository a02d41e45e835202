using System.Net;
using System.Net.Sockets;

namespace Mux.Sockets.Conformance;

/// <summary>Datagram sockets of Mux on a multiplexer and on a loop.</summary>
public abstract class DatagramAwaitTests
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    protected abstract IEventMultiplexer Create();

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    public void A_datagram_makes_its_socket_readable(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using DatagramSocket receiver = DatagramSocket.Bind(AnyPort);
        using DatagramSocket sender = DatagramSocket.Open(AddressFamily.InterNetwork);
        EventRegistration registration = receiver.Register(mux, Interests.Readable, trigger);
        byte[] buffer = new byte[8];

        for (byte round = 1; round <= 3; round++)
        {
            Assert.True(sender.TrySend([round], receiver.LocalEndPoint!.Serialize()).IsDone);

            Assert.Equal(new ReadyEvent(registration, Readiness.Readable), mux.WaitForOne());
            Assert.Equal(SocketResult.Done(1), receiver.TryReceive(buffer));
            Assert.Equal(round, buffer[0]);
            Assert.True(receiver.TryReceive(buffer).WouldBlock);
        }
    }

    [Fact]
    public async Task A_receive_waits_for_what_comes_and_tells_who_sent_it()
    {
        using var running = new RunningLoop(Create());
        using DatagramSocket receiver = DatagramSocket.Bind(AnyPort);
        using DatagramSocket sender = DatagramSocket.Bind(AnyPort);
        byte[] buffer = new byte[8];
        var from = new SocketAddress(AddressFamily.InterNetwork);

        Task<ReceivedDatagram> receiving = running.Loop.InvokeAsync(() => receiver.ReceiveAsync(buffer, from).AsTask());
        running.Settle();
        Assert.False(receiving.IsCompleted);
        Assert.True(sender.TrySend([1, 2], receiver.LocalEndPoint!.Serialize()).IsDone);

        Assert.Equal(new ReceivedDatagram(2, IsTruncated: false), await receiving.InTime());
        Assert.Equal([1, 2], buffer[..2]);
        Assert.Equal(sender.LocalEndPoint!.Serialize(), from);
    }

    [Fact]
    public async Task A_cancelled_receive_loses_no_datagram()
    {
        using var running = new RunningLoop(Create());
        using DatagramSocket receiver = DatagramSocket.Bind(AnyPort);
        using DatagramSocket sender = DatagramSocket.Open(AddressFamily.InterNetwork);
        using var cancel = new CancellationTokenSource();

        Task<ReceivedDatagram> receiving = running.Loop.InvokeAsync(() => receiver.ReceiveAsync(new byte[8], cancel.Token).AsTask());
        running.Settle();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving.InTime());
        Assert.True(sender.TrySend([1], receiver.LocalEndPoint!.Serialize()).IsDone);

        Assert.Equal(new ReceivedDatagram(1, IsTruncated: false), await running.Loop.InvokeAsync(() => receiver.ReceiveAsync(new byte[8]).AsTask()).InTime());
    }

    [Fact]
    public async Task Disposing_of_a_socket_ends_what_is_awaited()
    {
        using var running = new RunningLoop(Create());
        using DatagramSocket receiver = DatagramSocket.Bind(AnyPort);

        Task<ReceivedDatagram> receiving = running.Loop.InvokeAsync(() => receiver.ReceiveAsync(new byte[8]).AsTask());
        running.Settle();
        receiver.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => receiving.InTime());
    }

    [Fact]
    public async Task A_refusal_ends_a_receive_of_a_connected_socket_with_an_exception_that_has_its_error()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There the sockets of this library do not ask to be told.");
        using var running = new RunningLoop(Create());
        using DatagramSocket receiver = DatagramSocket.Bind(AnyPort);
        using DatagramSocket gone = DatagramSocket.Bind(AnyPort);
        Assert.True(receiver.TryConnect(gone.LocalEndPoint!).IsDone);
        gone.Dispose();

        Task<ReceivedDatagram> receiving = running.Loop.InvokeAsync(() => receiver.ReceiveAsync(new byte[8]).AsTask());
        running.Settle();
        bool early = receiving.IsCompleted;
        Assert.True(receiver.TrySend([1]).IsDone);

        Assert.False(early);
        Assert.Equal(SocketError.ConnectionRefused, (await Assert.ThrowsAsync<SocketException>(() => receiving.InTime())).SocketErrorCode);
    }
}
