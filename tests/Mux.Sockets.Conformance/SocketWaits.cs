using System.Net.Sockets;

namespace Mux.Sockets.Conformance;

/// <summary>What facts wait for on sockets of Mux, without a multiplexer: bounded, and by another library's means.</summary>
public static class SocketWaits
{
    /// <summary>Waits until the socket is ready.</summary>
    public static void Await(this NonBlockingSocket socket, SelectMode mode) => Assert.True(socket.IsReadyFor(mode, Bound.Hang), $"{socket} never became ready ({mode}).");

    /// <summary>Waits until the socket is ready, or the time is over.</summary>
    public static bool IsReadyFor(this NonBlockingSocket socket, SelectMode mode, TimeSpan within)
    {
        using var view = new Socket(new SafeSocketHandle(socket.Handle.DangerousGetHandle(), ownsHandle: false));
        return view.Poll(within, mode);
    }

    /// <summary>Waits for a connection and takes it.</summary>
    public static StreamSocket AcceptOne(this StreamListener listener)
    {
        listener.Await(SelectMode.SelectRead);
        Assert.True(listener.TryAccept(out StreamSocket? socket, out SocketError error), $"{error}");
        return socket;
    }

    /// <summary>Waits until there is something to receive, and tries once.</summary>
    public static SocketResult ReceiveOnce(this StreamSocket socket, Span<byte> buffer)
    {
        socket.Await(SelectMode.SelectRead);
        return socket.TryReceive(buffer);
    }

    /// <summary>Receives exactly this many bytes, which have been sent or will be.</summary>
    public static byte[] ReceiveExactly(this StreamSocket socket, int count)
    {
        var bytes = new byte[count];
        for (int total = 0; total < count;)
        {
            SocketResult received = socket.ReceiveOnce(bytes.AsSpan(total));
            Assert.False(received.IsClosed);
            total += received.GetCountOrThrow();
        }

        return bytes;
    }
}
