using System.Net.Sockets;
using Mux;

namespace StaticFiles.Serving;

/// <summary>The end of a connection whose peer may still be sending.</summary>
/// <remarks>A connection that is closed with bytes unread is reset, and a reset can overtake the last answer: RFC 9112 section 9.6. So the peer is told the end, and heard out for a while.</remarks>
internal static class Farewell
{
    // After so much in a row the loop's other connections have their turn.
    private const int BytesPerTurn = 4 * 1024 * 1024;

    /// <summary>Listens until the peer has ended as well, or is silent, or has had its while: an upload that was refused is heard to its end, if it ends in time.</summary>
    /// <param name="socket">The connection. It stays the caller's, to close.</param>
    /// <param name="watchdog">Its deadline.</param>
    /// <param name="workspace">Where to receive what nobody looks at.</param>
    /// <param name="clock">What measures its while.</param>
    /// <exception cref="ObjectDisposedException">The loop has ended.</exception>
    public static async ValueTask ListenAsync(StreamSocket socket, Watchdog watchdog, Workspace workspace, TimeProvider clock)
    {
        long begun = clock.GetTimestamp();
        int inTurn = 0;
        bool goesOn = socket.TryShutdown(SocketShutdown.Send).IsDone;
        while (goesOn)
        {
            workspace.Clear();
            SocketResult received = socket.TryReceive(workspace.MakeRoom());
            goesOn = received.IsDone || (received.WouldBlock && await HasMoreAsync());
            inTurn += received.Count;
            if (inTurn >= BytesPerTurn)
            {
                inTurn = 0;
                await Task.Yield();
                goesOn &= clock.GetElapsedTime(begun) < Deadlines.Farewell;
            }
        }

        ValueTask<bool> HasMoreAsync()
        {
            TimeSpan left = Deadlines.Farewell - clock.GetElapsedTime(begun);
            watchdog.Set(left < Deadlines.FarewellSilence ? left : Deadlines.FarewellSilence);
            return left > TimeSpan.Zero ? watchdog.IsReadableInTimeAsync() : new ValueTask<bool>(false);
        }
    }
}
