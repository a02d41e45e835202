using System.Net;
using System.Net.Sockets;

namespace Mux.Sockets.Tests;

/// <summary>Handles that come from the class library, and go to it.</summary>
public sealed class InteropTests
{
    [Fact]
    public void A_connected_socket_of_the_class_library_is_adopted()
    {
        using var pair = ConnectedPair.OnLoopback();
        using StreamSocket adopted = StreamSocket.Adopt(pair.Left);

        pair.Right.Send([1, 2]);

        Assert.Equal([1, 2], adopted.ReceiveExactly(2));
    }

    [Fact]
    public void Disposing_of_the_adopter_closes_the_adopted()
    {
        using var pair = ConnectedPair.OnLoopback();

        StreamSocket.Adopt(pair.Left).Dispose();

        pair.Right.AwaitReadable();
        Assert.Equal(0, pair.Right.Receive(new byte[1]));
    }

    [Fact]
    public void An_adopted_socket_is_made_non_blocking()
    {
        using var blocking = new Listener();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(blocking.EndPoint);
        using StreamSocket adopted = StreamSocket.Adopt(socket);

        Assert.True(adopted.TryReceive(new byte[1]).WouldBlock);
    }

    [Fact]
    public void A_listening_socket_of_the_class_library_is_adopted()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        using StreamListener listener = StreamListener.Adopt(socket);
        using StreamSocket peer = StreamSocket.Open(AddressFamily.InterNetwork);
        peer.TryConnect(listener.LocalEndPoint!);

        listener.AcceptOne().Dispose();
    }

    [Fact]
    public async Task A_socket_of_Mux_goes_to_the_class_library_with_its_connection()
    {
        using var pair = StreamPair.OnLoopback();
        using Socket socket = pair.Left.ToSocket();
        Assert.True(socket.Blocking);

        Assert.True(pair.Right.TrySend([1, 2]).IsDone);
        byte[] buffer = new byte[8];

        Assert.Equal(2, await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken).InTime());
        Assert.Throws<ObjectDisposedException>(() => pair.Left.TryReceive(buffer));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_of_the_class_library_can_be_made_of_it(bool isAdopted)
    {
        using var pair = StreamPair.OnLoopback();
        StreamSocket left = isAdopted ? StreamSocket.Adopt(pair.Left.ToSocket()) : pair.Left;
        Assert.True(pair.Right.TrySend([1, 2]).IsDone);
        using var stream = new NetworkStream(left.ToSocket(), ownsSocket: true);
        byte[] buffer = new byte[2];

        await stream.ReadExactlyAsync(buffer, TestContext.Current.CancellationToken).AsTask().InTime();
        Task<int> blocked = Task.Run(() => stream.Read(buffer), TestContext.Current.CancellationToken);
        Assert.True(pair.Right.TrySend([3]).IsDone);

        Assert.Equal(1, await blocked.InTime());
        Assert.Equal([3, 2], buffer);
    }

    [Fact]
    public void A_socket_that_was_adopted_comes_back_as_the_same()
    {
        using var pair = ConnectedPair.OnLoopback();

        Assert.Same(pair.Left, StreamSocket.Adopt(pair.Left).ToSocket());
        Assert.Equal(1, pair.Left.Send([1]));
    }

    [Fact]
    public void A_datagram_socket_is_no_stream()
    {
        using var datagrams = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

        Assert.Throws<ArgumentException>(() => StreamSocket.Adopt(datagrams));
        Assert.Throws<ArgumentException>(() => StreamListener.Adopt(datagrams));
    }
}
