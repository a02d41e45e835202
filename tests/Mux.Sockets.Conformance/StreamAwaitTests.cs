using System.Net;
using System.Net.Sockets;

namespace Mux.Sockets.Conformance;

/// <summary>Awaiting sockets of Mux on a loop: what comes, what is refused, and what ends a wait.</summary>
public abstract class StreamAwaitTests
{
    protected abstract IEventMultiplexer Create();

    [Fact]
    public async Task A_receive_waits_for_what_comes()
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();
        byte[] buffer = new byte[8];

        Task<int> receiving = running.Loop.InvokeAsync(() => pair.Left.ReceiveAsync(buffer).AsTask());
        running.Settle();
        Assert.False(receiving.IsCompleted);
        Assert.True(pair.Right.TrySend([1, 2]).IsDone);

        Assert.Equal(2, await receiving.InTime());
        Assert.Equal([1, 2], buffer[..2]);
    }

    [Fact]
    public async Task An_empty_buffer_is_told_of_data_and_takes_none()
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();

        Task<int> receiving = running.Loop.InvokeAsync(() => pair.Left.ReceiveAsync(default).AsTask());
        Assert.True(pair.Right.TrySend([7]).IsDone);

        Assert.Equal(0, await receiving.InTime());
        Assert.Equal([7], pair.Left.ReceiveExactly(1));
    }

    [Fact]
    public async Task The_end_of_the_peer_ends_a_receive_as_closed()
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();

        Task<int> receiving = running.Loop.InvokeAsync(() => pair.Left.ReceiveAsync(new byte[8]).AsTask());
        Assert.True(pair.Right.TryShutdown(SocketShutdown.Send).IsDone);

        Assert.Equal(0, await receiving.InTime());
    }

    [Fact]
    public virtual async Task A_reset_ends_a_receive_with_an_exception_that_has_its_error()
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();

        Task<int> receiving = running.Loop.InvokeAsync(() => pair.Left.ReceiveAsync(new byte[8]).AsTask());
        running.Settle();
        pair.Right.Abort();

        Assert.Equal(SocketError.ConnectionReset, (await Assert.ThrowsAsync<SocketException>(() => receiving.InTime())).SocketErrorCode);
        Assert.Equal(SocketError.ConnectionReset, pair.Left.LastFailure?.Error);
    }

    [Fact]
    public async Task A_send_goes_on_when_the_peer_makes_room()
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();
        long filled = pair.Fill();

        Task<int> sending = running.Loop.InvokeAsync(() => pair.Left.SendAsync(new byte[100_000]).AsTask());
        running.Settle(); // It waits by now, unless the system still moves data on to the peer's side.
        await Task.Run(() => pair.Right.ReceiveExactly((int)filled + 100_000), TestContext.Current.CancellationToken);

        Assert.Equal(100_000, await sending.InTime());
    }

    [Fact]
    public async Task A_cancelled_receive_ends_and_the_next_one_gets_the_data()
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();
        using var cancel = new CancellationTokenSource();

        Task<int> receiving = running.Loop.InvokeAsync(() => pair.Left.ReceiveAsync(new byte[8], cancel.Token).AsTask());
        running.Settle();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving.InTime());
        Assert.True(pair.Right.TrySend([1]).IsDone);

        Assert.Equal(1, await running.Loop.InvokeAsync(() => pair.Left.ReceiveAsync(new byte[8]).AsTask()).InTime());
    }

    [Fact]
    public async Task Disposing_of_a_socket_ends_what_is_awaited()
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();

        Task<int> receiving = running.Loop.InvokeAsync(() => pair.Left.ReceiveAsync(new byte[8]).AsTask());
        running.Settle();
        pair.Left.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => receiving.InTime());
    }

    [Fact]
    public async Task A_second_receive_at_a_time_is_refused()
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();

        Task<int> first = running.Loop.InvokeAsync(() => pair.Left.ReceiveAsync(new byte[8]).AsTask());
        running.Settle();
        await Assert.ThrowsAsync<InvalidOperationException>(() => running.Loop.InvokeAsync(() => pair.Left.ReceiveAsync(new byte[8]).AsTask()).InTime());
        Assert.True(pair.Right.TrySend([1]).IsDone);

        Assert.Equal(1, await first.InTime());
    }

    [Fact]
    public async Task Sending_and_receiving_are_awaited_at_the_same_time()
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();
        long filled = pair.Fill();

        Task<int> receiving = running.Loop.InvokeAsync(() => pair.Left.ReceiveAsync(new byte[8]).AsTask());
        Task<int> sending = running.Loop.InvokeAsync(() => pair.Left.SendAsync(new byte[10]).AsTask());
        running.Settle();
        Assert.True(pair.Right.TrySend([1]).IsDone);
        await Task.Run(() => pair.Right.ReceiveExactly((int)filled + 10), TestContext.Current.CancellationToken);

        Assert.Equal(1, await receiving.InTime());
        Assert.Equal(10, await sending.InTime());
    }

    [Fact]
    public void Away_from_a_loop_a_socket_that_is_not_attached_says_what_to_do()
    {
        using var pair = StreamPair.OnLoopback();

#pragma warning disable CA2012 // It throws; there is no task.
        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => _ = pair.Left.ReceiveAsync(new byte[8], TestContext.Current.CancellationToken));
#pragma warning restore CA2012

        Assert.Contains("AttachTo", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attached_socket_is_awaited_from_anywhere()
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();
        pair.Left.AttachTo(running.Loop);

        Task<int> receiving = pair.Left.ReceiveAsync(new byte[8], TestContext.Current.CancellationToken).InTime();
        Assert.True(pair.Right.TrySend([1]).IsDone);

        Assert.Equal(1, await receiving);
    }

    [Fact]
    public async Task A_connect_that_is_refused_says_so()
    {
        using var running = new RunningLoop(Create());
        EndPoint nobody;
        using (StreamListener gone = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0)))
        {
            nobody = gone.LocalEndPoint!;
        }

        using StreamSocket socket = StreamSocket.Open(AddressFamily.InterNetwork);
        var refusal = await Assert.ThrowsAsync<SocketException>(() => running.Loop.InvokeAsync(() => socket.ConnectAsync(nobody).AsTask()).InTime());

        Assert.Equal(SocketError.ConnectionRefused, refusal.SocketErrorCode);
    }

    [Fact]
    public async Task An_accept_waits_for_the_peer()
    {
        using var running = new RunningLoop(Create());
        using StreamListener listener = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));

        Task<StreamSocket> accepting = running.Loop.InvokeAsync(() => listener.AcceptAsync().AsTask());
        running.Settle();
        using StreamSocket peer = StreamSocket.Open(AddressFamily.InterNetwork);
        peer.TryConnect(listener.LocalEndPoint!);

        using StreamSocket accepted = await accepting.InTime();
        Assert.Equal(IPAddress.Loopback, accepted.RemoteAddress);
    }

    [Fact]
    public async Task A_cancelled_accept_loses_no_connection()
    {
        using var running = new RunningLoop(Create());
        using StreamListener listener = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        using var cancel = new CancellationTokenSource();

        Task<StreamSocket> accepting = running.Loop.InvokeAsync(() => listener.AcceptAsync(cancel.Token).AsTask());
        running.Settle();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepting.InTime());
        using StreamSocket peer = StreamSocket.Open(AddressFamily.InterNetwork);
        peer.TryConnect(listener.LocalEndPoint!);

        (await running.Loop.InvokeAsync(() => listener.AcceptAsync().AsTask()).InTime()).Dispose();
    }

    [Fact]
    public async Task A_file_is_sent_after_its_head_as_the_peer_makes_room()
    {
        byte[] content = new byte[5_000_000];
        Random.Shared.NextBytes(content);
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, content, TestContext.Current.CancellationToken);
            using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path);
            using var running = new RunningLoop(Create());
            using var pair = StreamPair.OnLoopback();

            Task<long> sending = running.Loop.InvokeAsync(() => pair.Left.SendFileAsync("head"u8.ToArray(), file, 1000, content.Length - 1000).AsTask());
            byte[] received = await Task.Run(() => pair.Right.ReceiveExactly(4 + content.Length - 1000), TestContext.Current.CancellationToken);

            Assert.Equal(received.Length, await sending.InTime());
            Assert.True(received.AsSpan(0, 4).SequenceEqual("head"u8));
            Assert.True(received.AsSpan(4).SequenceEqual(content.AsSpan(1000)));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
