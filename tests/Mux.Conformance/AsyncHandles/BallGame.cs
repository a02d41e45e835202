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

    /// <summary>Receives one ball, and waits while there is none.</summary>
    public static async Task TakeAsync(AsyncHandle player, Socket socket, byte[] ball) =>
        Assert.Equal(1, await player.PerformAsync(Interests.Readable, (socket, ball), TryReceive));

    /// <summary>Receives what is there, if anything is.</summary>
    public static readonly Attempt<(Socket Socket, byte[] Ball), int> TryReceive = static ((Socket Socket, byte[] Ball) state, out int received) =>
    {
        received = state.Socket.Receive(state.Ball, SocketFlags.None, out SocketError error);
        return error switch
        {
            SocketError.Success => true,
            SocketError.WouldBlock => false,
            _ => throw new SocketException((int)error),
        };
    };
}
