using System.Net;
using System.Net.Sockets;

namespace Mux.Sockets.Tests;

/// <summary>Unix domain sockets: their files, and the names of Linux that have none.</summary>
public sealed class UnixListenerTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_path_is_listened_at_and_its_file_goes_with_the_listener()
    {
        SkipWithoutUnixSockets();
        using (StreamListener listener = StreamListener.Listen(new UnixDomainSocketEndPoint(_path)))
        {
            Assert.True(File.Exists(_path));
            Assert.Equal(_path, listener.LocalEndPoint!.ToString());
            using StreamSocket peer = StreamSocket.Open(AddressFamily.Unix);
            Assert.True(peer.TryConnect(new UnixDomainSocketEndPoint(_path)).IsDone);
            using StreamSocket accepted = listener.AcceptOne();
            Assert.True(peer.TrySend([1]).IsDone);
            Assert.Equal([1], accepted.ReceiveExactly(1));
            Assert.Null(accepted.RemoteAddress);
        }

        Assert.False(File.Exists(_path));
    }

    [Fact]
    public void A_file_that_a_dead_listener_left_is_replaced()
    {
        SkipWithoutUnixSockets();
        LeaveStaleFile();

        using StreamListener listener = StreamListener.Listen(new UnixDomainSocketEndPoint(_path));

        Assert.True(File.Exists(_path));
    }

    [Fact]
    public void A_stale_file_is_in_the_way_when_it_may_not_be_removed()
    {
        SkipWithoutUnixSockets();
        LeaveStaleFile();

        SocketException refusal = Assert.Throws<SocketException>(() => StreamListener.Listen(new UnixDomainSocketEndPoint(_path), new StreamListenerOptions { UnlinkStalePath = false }));

        Assert.Equal(SocketError.AddressAlreadyInUse, refusal.SocketErrorCode);
    }

    [Fact]
    public void A_path_at_which_somebody_listens_is_in_use()
    {
        SkipWithoutUnixSockets();
        using StreamListener first = StreamListener.Listen(new UnixDomainSocketEndPoint(_path));

        SocketException refusal = Assert.Throws<SocketException>(() => StreamListener.Listen(new UnixDomainSocketEndPoint(_path)));

        Assert.Equal(SocketError.AddressAlreadyInUse, refusal.SocketErrorCode);
        Assert.True(File.Exists(_path));
    }

    [Fact]
    public void A_file_that_is_no_socket_is_never_removed()
    {
        SkipWithoutUnixSockets();
        File.WriteAllBytes(_path, []);

        Assert.Throws<SocketException>(() => StreamListener.Listen(new UnixDomainSocketEndPoint(_path)));

        Assert.True(File.Exists(_path));
    }

    [Fact]
    public void A_file_that_somebody_else_has_bound_meanwhile_is_left_alone()
    {
        SkipWithoutUnixSockets();
        StreamListener first = StreamListener.Listen(new UnixDomainSocketEndPoint(_path));
        DateTime made = File.GetLastWriteTimeUtc(_path);
        StreamListener second;
        do
        {
            File.Delete(_path);
            second = StreamListener.Listen(new UnixDomainSocketEndPoint(_path));
        }
        while (File.GetLastWriteTimeUtc(_path) == made && TryAgain(second)); // A system's clock for files may stand still for some milliseconds.

        first.Dispose();

        Assert.True(File.Exists(_path));
        second.Dispose();
        Assert.False(File.Exists(_path));
    }

    [Fact]
    public void A_file_whose_times_were_changed_goes_with_its_listener()
    {
        SkipWithoutUnixSockets();
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows tells its files apart by their times");
        using (StreamListener.Listen(new UnixDomainSocketEndPoint(_path)))
        {
            File.SetLastWriteTimeUtc(_path, DateTime.UtcNow.AddHours(1));
        }

        Assert.False(File.Exists(_path));
    }

    [Fact]
    public void A_path_that_looks_like_an_abstract_name_has_a_file_as_any_other()
    {
        SkipWithoutUnixSockets();
        string path = "@" + Path.GetRandomFileName(); // In the process's directory.
        try
        {
            using (StreamListener.Listen(new UnixDomainSocketEndPoint(path)))
            {
                Assert.True(File.Exists(path));
            }

            Assert.False(File.Exists(path));
            File.Move(LeaveStaleFile(), path);
            StreamListener.Listen(new UnixDomainSocketEndPoint(path)).Dispose();
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Of_several_that_start_over_a_stale_file_one_listens_and_can_be_reached()
    {
        SkipWithoutUnixSockets();
        for (int round = 0; round < 200; round++)
        {
            LeaveStaleFile();
            using var start = new Barrier(4);

            StreamListener?[] started = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(Start, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default))).InTime();

            StreamListener listener = Assert.Single(started.OfType<StreamListener>());
            using StreamSocket peer = StreamSocket.Open(AddressFamily.Unix);
            Assert.True(peer.TryConnect(new UnixDomainSocketEndPoint(_path)).IsDone);
            listener.AcceptOne().Dispose();
            listener.Dispose();

            StreamListener? Start()
            {
                start.SignalAndWait();
                try
                {
                    return StreamListener.Listen(new UnixDomainSocketEndPoint(_path));
                }
                catch (SocketException refusal) when (refusal.SocketErrorCode == SocketError.AddressAlreadyInUse)
                {
                    return null;
                }
            }
        }
    }

    [Fact]
    public void A_path_that_is_too_long_is_refused()
    {
        SkipWithoutUnixSockets();

        Assert.ThrowsAny<ArgumentException>(() => StreamListener.Listen(new UnixDomainSocketEndPoint(new string('x', 200))));
    }

    [Fact]
    public void An_abstract_name_has_no_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "abstract names are of Linux");
        string name = "\0" + Path.GetRandomFileName();
        using StreamListener listener = StreamListener.Listen(new UnixDomainSocketEndPoint(name));
        using StreamSocket peer = StreamSocket.Open(AddressFamily.Unix);

        Assert.True(peer.TryConnect(new UnixDomainSocketEndPoint(name)).IsDone);

        listener.AcceptOne().Dispose();
    }

    [Fact]
    public async Task A_connect_to_a_full_backlog_says_so_and_can_be_tried_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere a full backlog refuses the connect");
        using var running = new RunningLoop(EventMultiplexer.Create());
        using StreamListener listener = StreamListener.Listen(new UnixDomainSocketEndPoint(_path), new StreamListenerOptions { Backlog = 1 });
        EndPoint remote = listener.LocalEndPoint!;
        using StreamSocket tried = StreamSocket.Open(AddressFamily.Unix);
        using StreamSocket awaited = StreamSocket.Open(AddressFamily.Unix);
        awaited.AttachTo(running.Loop);
        running.Settle(); // What is reported of a socket that has not begun is past.
        var waiting = new List<StreamSocket>();
        while (Connected() is { } peer)
        {
            waiting.Add(peer);
        }

        SocketResult begun = tried.TryConnect(remote);
        SocketResult finished = tried.TryFinishConnect();
        var failed = await Assert.ThrowsAsync<SocketException>(() => awaited.ConnectAsync(remote, TestContext.Current.CancellationToken).AsTask().InTime());
        listener.AcceptOne().Dispose();

        Assert.True(begun.WouldBlock);
        Assert.Equal(SocketResult.Failed(SocketError.NotConnected), finished);
        Assert.Equal(SocketError.NotConnected, failed.SocketErrorCode);
        Assert.Contains("backlog", failed.Message, StringComparison.Ordinal);
        Assert.Equal(SocketResult.Done(0), tried.TryConnect(remote));
        Assert.Equal(SocketResult.Done(0), tried.TryFinishConnect());
        waiting.ForEach(peer => peer.Dispose());

        StreamSocket? Connected()
        {
            StreamSocket peer = StreamSocket.Open(AddressFamily.Unix);
            if (peer.TryConnect(remote).IsDone)
            {
                return peer;
            }

            peer.Dispose();
            return null;
        }
    }

    private static void SkipWithoutUnixSockets() => Assert.SkipUnless(Socket.OSSupportsUnixDomainSockets, "this system has no Unix domain sockets");

    // As a process leaves one that was killed: the listener removes the name it was made by, and the file has another one by then.
    private string LeaveStaleFile()
    {
        string first = _path + ".first";
        using (StreamListener listener = StreamListener.Listen(new UnixDomainSocketEndPoint(first)))
        {
            File.Move(first, _path, overwrite: true);
        }

        return _path;
    }

    private static bool TryAgain(StreamListener listener)
    {
        listener.ToSocket().Dispose(); // Without its file.
        return true;
    }
}
