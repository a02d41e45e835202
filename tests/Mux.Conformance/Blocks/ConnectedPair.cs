using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>Two connected stream sockets, both non-blocking.</summary>
public sealed class ConnectedPair : IDisposable
{
    private ConnectedPair(Socket left, Socket right)
    {
        left.Blocking = false;
        right.Blocking = false;
        Left = left;
        Right = right;
    }

    /// <summary>The end that facts register.</summary>
    public Socket Left { get; }

    /// <summary>The peer.</summary>
    public Socket Right { get; }

    /// <summary>Over TCP.</summary>
    public static ConnectedPair OnLoopback()
    {
        using var listener = new Listener();
        var left = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        left.Connect(listener.EndPoint);
        Socket right = listener.AcceptOne();
        right.NoDelay = true;
        return new ConnectedPair(left, right);
    }

    /// <summary>Over a Unix domain socket. Skips the fact where the system has none.</summary>
    public static ConnectedPair OverUnixSocket()
    {
        Assert.SkipUnless(Socket.OSSupportsUnixDomainSockets, "this system has no Unix domain sockets");
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        try
        {
            listener.Listen(1);
            var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            left.Connect(new UnixDomainSocketEndPoint(path));
            return new ConnectedPair(left, listener.Accept());
        }
        finally
        {
            File.Delete(path);
        }
    }

    public void Dispose()
    {
        Left.Dispose();
        Right.Dispose();
    }
}
