using System.Net;
using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>What facts do with sockets, beside the multiplexer under test.</summary>
public static class StreamSockets
{
    /// <summary>A non-blocking TCP socket that is not connected.</summary>
    public static Socket Unconnected() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false, NoDelay = true };

    /// <summary>Begins a non-blocking connect.</summary>
    public static void BeginConnectTo(this Socket socket, EndPoint endPoint)
    {
        try
        {
            socket.Connect(endPoint);
        }
        catch (SocketException pending) when (pending.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // As it should be: the connect goes on, and the multiplexer tells when it has finished.
        }
    }

    /// <summary>Waits, without the multiplexer under test, until there is something to read or accept.</summary>
    public static void AwaitReadable(this Socket socket) => Assert.True(socket.Poll(Bound.Hang, SelectMode.SelectRead), "Nothing arrived.");

    /// <summary>Reads until it would block or the stream ends.</summary>
    /// <returns>How many bytes that were.</returns>
    public static int Drain(this Socket socket)
    {
        var buffer = new byte[64 * 1024];
        int total = 0;
        while (true)
        {
            int read = socket.Receive(buffer, SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock || (error == SocketError.Success && read == 0))
            {
                return total;
            }

            Assert.Equal(SocketError.Success, error);
            total += read;
        }
    }

    /// <summary>Reads exactly this many bytes, which have arrived or are on their way.</summary>
    public static byte[] ReadExactly(this Socket socket, int count)
    {
        var bytes = new byte[count];
        int total = 0;
        while (total < count)
        {
            socket.AwaitReadable();
            int read = socket.Receive(bytes.AsSpan(total));
            Assert.NotEqual(0, read);
            total += read;
        }

        return bytes;
    }

    /// <summary>Writes until it would block, and goes on for as long as the system still moves data on to the peer's side: afterwards there is no room until the peer reads.</summary>
    /// <returns>How many bytes that took.</returns>
    public static long Fill(this Socket socket)
    {
        var chunk = new byte[64 * 1024];
        long total = 0;
        do
        {
            SocketError error;
            do
            {
                total += socket.Send(chunk, SocketFlags.None, out error);
            }
            while (error == SocketError.Success);

            Assert.Equal(SocketError.WouldBlock, error);
        }
        while (socket.Poll(Bound.Quiet, SelectMode.SelectWrite));

        return total;
    }

    /// <summary>Closes with a reset instead of an orderly end.</summary>
    public static void CloseWithReset(this Socket socket)
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
    }

    /// <summary>Takes the socket's pending error (SO_ERROR).</summary>
    public static SocketError TakeError(this Socket socket) =>
        (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
}
