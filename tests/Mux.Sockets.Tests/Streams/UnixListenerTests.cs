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

    private static void SkipWithoutUnixSockets() => Assert.SkipUnless(Socket.OSSupportsUnixDomainSockets, "this system has no Unix domain sockets");

    // As a process leaves one that was killed: the listener removes the name it was made by, and the file has another one by then.
    private void LeaveStaleFile()
    {
        string first = _path + ".first";
        using (StreamListener listener = StreamListener.Listen(new UnixDomainSocketEndPoint(first)))
        {
            File.Move(first, _path);
        }
    }
}
