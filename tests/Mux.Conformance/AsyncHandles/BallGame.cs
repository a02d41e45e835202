using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>One byte that is sent to and fro between two sockets, each of which has a loop.</summary>
internal static class BallGame
{
    /// <summary>Takes the ball when it comes, and sends it back, so many times.</summary>
    public static async Task ReturnAsync(AsyncHandle player, Socket socket, int times)
    {
        var ball = new byte[1];
        for (int i = 0; i < times; i++)
        {
            await TakeAsync(player, socket, ball);
            ball[0]++;
            Assert.Equal(1, socket.Send(ball));
        }
    }

    /// <summary>Serves, and takes what comes back, so many times.</summary>
    /// <returns>The last ball.</returns>
    public static async Task<byte> ServeAsync(AsyncHandle player, Socket socket, int times)
    {
        var ball = new byte[1];
        for (int i = 0; i < times; i++)
        {
            Assert.Equal(1, socket.Send(ball));
            await TakeAsync(player, socket, ball);
        }

        return ball[0];
    }

    /// <summary>Tries first, and waits whenever that would block.</summary>
    public static async Task TakeAsync(AsyncHandle player, Socket socket, byte[] ball)
    {
        SocketError error;
        while (socket.Receive(ball, SocketFlags.None, out error) == 0 && error == SocketError.WouldBlock)
        {
            await player.ReadableAsync();
        }

        Assert.Equal(SocketError.Success, error);
    }
}
