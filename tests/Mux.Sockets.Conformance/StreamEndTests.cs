using System.Net;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Mux.Sockets.Conformance;

/// <summary>What ends the awaits of sockets before they are done: cancellation, disposal, and giving the handle away.</summary>
public abstract class StreamEndTests
{
    private const int MoreThanFits = 64 * 1024 * 1024;

    protected abstract IEventMultiplexer Create();

    [Theory]
    [InlineData("bytes")]
    [InlineData("pieces")]
    [InlineData("file")]
    public async Task A_cancelled_send_ends_and_the_next_one_goes_on_behind_what_went(string way)
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();
        using var file = new EmptyFile(MoreThanFits);
        using var cancel = new CancellationTokenSource();
        Task<int> sending = Begin(running, pair.Left, way, file.Handle, cancel.Token);
        running.Settle();

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.InTime());
        Task<int> next = running.Loop.InvokeAsync(() => pair.Left.SendAsync(new byte[] { 7 }).AsTask());
        Task<long> received = Task.Run(() => ReceiveUntil(pair.Right, last: 7), TestContext.Current.CancellationToken);

        Assert.Equal(1, await next.InTime());
        Assert.InRange(await received.InTime(), 1, MoreThanFits - 1);
    }

    [Theory]
    [InlineData("bytes")]
    [InlineData("pieces")]
    [InlineData("file")]
    public async Task Disposing_of_a_socket_ends_a_send_that_waits_for_room(string way)
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();
        using var file = new EmptyFile(MoreThanFits);
        Task<int> sending = Begin(running, pair.Left, way, file.Handle, CancellationToken.None);
        running.Settle();

        pair.Left.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => sending.InTime());
    }

    [Fact]
    public async Task Disposing_of_a_listener_ends_an_accept()
    {
        using var running = new RunningLoop(Create());
        using StreamListener listener = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        Task<StreamSocket> accepting = running.Loop.InvokeAsync(() => listener.AcceptAsync().AsTask());
        running.Settle();

        listener.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => accepting.InTime());
    }

    [Fact]
    public async Task A_socket_that_is_given_away_ends_what_is_awaited_and_keeps_its_connection()
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();
        Task<int> receiving = running.Loop.InvokeAsync(() => pair.Left.ReceiveAsync(new byte[8]).AsTask());
        running.Settle();

        using Socket socket = await running.Loop.InvokeAsync(pair.Left.ToSocket).InTime();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => receiving.InTime());
        Assert.True(pair.Right.TrySend([1]).IsDone);
        Assert.Equal(1, await socket.ReceiveAsync(new byte[8], TestContext.Current.CancellationToken).AsTask().InTime());
    }

    [Fact]
    public async Task Whoever_disposes_of_a_socket_as_it_is_given_away_has_the_last_word()
    {
        using var running = new RunningLoop(Create());
        using var pair = StreamPair.OnLoopback();
        Task receiving = running.Loop.InvokeAsync(async () =>
        {
            using (pair.Left)
            {
                await pair.Left.ReadableAsync();
            }
        });
        running.Settle();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => running.Loop.InvokeAsync(pair.Left.ToSocket).InTime());

        await Assert.ThrowsAsync<ObjectDisposedException>(() => receiving.InTime());
        Assert.Equal(SocketResult.Closed(), pair.Right.ReceiveOnce(new byte[8])); // It is closed, and by nobody else.
    }

    private static async Task<int> Shortened(ValueTask<long> sending) => (int)await sending;

    private static Task<int> Begin(RunningLoop running, StreamSocket socket, string way, SafeFileHandle file, CancellationToken cancellation) => running.Loop.InvokeAsync(
        () => way switch
        {
            "bytes" => socket.SendAsync(new byte[MoreThanFits], cancellation).AsTask(),
            "pieces" => socket.SendAsync(new byte[1], new byte[MoreThanFits - 1], cancellation).AsTask(),
            _ => Shortened(socket.SendFileAsync(new byte[1], file, 0, MoreThanFits - 1, cancellation)),
        },
        CancellationToken.None);

    // How many bytes come up to one that is unlike all others.
    private static long ReceiveUntil(StreamSocket socket, byte last)
    {
        var buffer = new byte[64 * 1024];
        long total = 0;
        while (true)
        {
            int received = socket.ReceiveOnce(buffer).GetCountOrThrow();
            total += received;
            int found = buffer.AsSpan(0, received).IndexOf(last);
            if (found >= 0)
            {
                return total - received + found;
            }
        }
    }

    /// <summary>A file of zeros, gone afterwards.</summary>
    private sealed class EmptyFile : IDisposable
    {
        private readonly string _path = Path.GetTempFileName();

        public EmptyFile(long length)
        {
            Handle = File.OpenHandle(_path, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.SetLength(Handle, length);
        }

        public SafeFileHandle Handle { get; }

        public void Dispose()
        {
            Handle.Dispose();
            File.Delete(_path);
        }
    }
}
