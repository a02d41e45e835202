using System.Net.Sockets;
using Mux.Samples;

namespace TcpProxy.Tests;

/// <summary>What clients and targets do.</summary>
internal static class Peer
{
    /// <summary>Has every operation of a socket end within the bound.</summary>
    public static Socket Bounded(Socket socket)
    {
        socket.NoDelay = true;
        socket.ReceiveTimeout = (int)SampleProcess.Bound.TotalMilliseconds;
        socket.SendTimeout = (int)SampleProcess.Bound.TotalMilliseconds;
        return socket;
    }

    /// <summary>Bytes in which every slip shows.</summary>
    public static byte[] Payload(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Sends all of it.</summary>
    public static void SendAll(this Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[socket.Send(bytes)..];
        }
    }

    /// <summary>Receives exactly so much.</summary>
    public static byte[] ReceiveExactly(this Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        for (int got = 0; got < count;)
        {
            int received = socket.Receive(bytes.AsSpan(got));
            Assert.True(received > 0, $"The connection ended after {got} of {count} bytes.");
            got += received;
        }

        return bytes;
    }

    /// <summary>Receives until the end.</summary>
    public static byte[] ReceiveToEnd(this Socket socket)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        int received;
        while ((received = socket.Receive(buffer)) > 0)
        {
            all.Write(buffer, 0, received);
        }

        return all.ToArray();
    }

    /// <summary>What a receive fails with.</summary>
    public static SocketError ReceiveError(this Socket socket) => Assert.Throws<SocketException>(() => socket.ReceiveToEnd()).SocketErrorCode;
}
