using System.Net.Sockets;

namespace Mux.Sockets.Conformance;

/// <summary>What a peer of a relay does, within the bound.</summary>
internal static class RelayPeer
{
    /// <summary>Bytes in which every slip shows.</summary>
    public static byte[] Payload(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Sends all of it.</summary>
    public static async Task SendAllAsync(this Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes).InTime()..];
        }
    }

    /// <summary>Sends all of it, and then the end.</summary>
    public static async Task SendToEndAsync(this Socket socket, ReadOnlyMemory<byte> bytes)
    {
        await socket.SendAllAsync(bytes);
        socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Receives until the end.</summary>
    public static async Task<byte[]> ReceiveToEndAsync(this Socket socket)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        int received;
        while ((received = await socket.ReceiveAsync(buffer.AsMemory()).InTime()) > 0)
        {
            all.Write(buffer, 0, received);
        }

        return all.ToArray();
    }

    /// <summary>Receives exactly so much.</summary>
    public static async Task<byte[]> ReceiveExactlyAsync(this Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        for (int got = 0; got < count;)
        {
            int received = await socket.ReceiveAsync(bytes.AsMemory(got)).InTime();
            Assert.True(received > 0, $"The connection ended after {got} of {count} bytes.");
            got += received;
        }

        return bytes;
    }

    /// <summary>What a receive fails with. On Wine, an end counts as the reset that it hides.</summary>
    public static async Task<SocketError> ReceiveErrorAsync(this Socket socket)
    {
        Exception? failure = await Record.ExceptionAsync(socket.ReceiveToEndAsync);
        return failure is null && Resets.LookLikeEnds ? SocketError.ConnectionReset : Assert.IsType<SocketException>(failure).SocketErrorCode;
    }

    /// <summary>Closes so that the peer gets a reset.</summary>
    public static void Reset(this Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    /// <summary>Sends, while the relay takes it, from a payload that is longer than all buffers on the way.</summary>
    /// <returns>How many bytes went.</returns>
    public static int SendUntilStalled(this Socket socket, ReadOnlySpan<byte> bytes)
    {
        int sent = 0;

        // That nothing goes on for this long is taken for a stall. Were it none, fewer bytes would be under way: no fact needs a certain number.
        while (sent < bytes.Length && socket.Poll(TimeSpan.FromMilliseconds(300), SelectMode.SelectWrite))
        {
            sent += socket.Send(bytes[sent..Math.Min(bytes.Length, sent + (64 * 1024))], SocketFlags.None, out _);
        }

        return sent;
    }
}
