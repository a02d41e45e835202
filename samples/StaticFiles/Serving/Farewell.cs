using System.Net.Sockets;
using Mux;

namespace StaticFiles.Serving;

/// <summary>The end of a connection whose peer may still be sending.</summary>
/// <remarks>A connection that is closed with bytes unread is reset, and a reset can overtake the last answer: RFC 9112 section 9.6. So the peer is told the end, and heard out for a while.</remarks>
internal static class Farewell
{
    // Who goes on sending behind the last answer is listened to for so long at most.
    private const int LongestInBytes = 4 * 1024 * 1024;

    /// <summary>Listens until the peer has ended as well, or has had its while.</summary>
    /// <param name="socket">The connection. It stays the caller's, to close.</param>
    /// <param name="watchdog">Its deadline.</param>
    /// <param name="workspace">Where to receive what nobody looks at.</param>
    /// <exception cref="ObjectDisposedException">The loop has ended.</exception>
    public static async ValueTask ListenAsync(StreamSocket socket, Watchdog watchdog, Workspace workspace)
    {
        watchdog.Set(Deadlines.Farewell);
        bool goesOn = socket.TryShutdown(SocketShutdown.Send).IsDone;
        for (int heard = 0; goesOn && heard < LongestInBytes;)
        {
            workspace.Clear();
            SocketResult received = socket.TryReceive(workspace.MakeRoom());
            heard += received.Count;
            goesOn = received.IsDone || (received.WouldBlock && await watchdog.IsReadableInTimeAsync());
        }
    }
}
