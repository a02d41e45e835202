using Microsoft.Win32.SafeHandles;
using Mux;
using StaticFiles.Http;

namespace StaticFiles.Serving;

/// <summary>Sends to a peer as fast as it reads, and gives up on one that reads nothing. For the loop's thread.</summary>
/// <param name="socket">The connection.</param>
/// <param name="watchdog">Its deadline.</param>
/// <param name="stall">How long it may read nothing.</param>
/// <remarks>
/// A peer that reads a byte now and then does not keep the deadline off: the system says that there is room only when a good part of its buffer, some tens of kilobytes, has been read.
/// </remarks>
internal sealed class Outlet(StreamSocket socket, Watchdog watchdog, TimeSpan stall)
{
    // A fast peer never makes the socket block. After so much in a row the loop's other connections have their turn.
    private const int BytesPerTurn = 4 * 1024 * 1024;

    // One call goes on until it would block. This bounds how long.
    private const int BytesPerCall = 512 * 1024;

    private int _inTurn;

    /// <summary>How many bytes went.</summary>
    public long Sent { get; private set; }

    /// <summary>Sends all of it.</summary>
    /// <returns>False when the peer is gone.</returns>
    /// <exception cref="OperationCanceledException">It reads nothing.</exception>
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes, SendHints hints)
    {
        while (!bytes.IsEmpty)
        {
            SocketResult result = socket.TrySend(bytes.Span, hints);
            if (!result.IsDone && !await CanGoOnAsync(result))
            {
                return false;
            }

            bytes = bytes[result.Count..];
            Sent += result.Count;
        }

        return true;
    }

    /// <summary>Sends a part of a file.</summary>
    /// <returns>False when the peer is gone, or when the file has become shorter meanwhile.</returns>
    /// <exception cref="OperationCanceledException">It reads nothing.</exception>
    public async ValueTask<bool> SendAsync(SafeFileHandle file, ByteRange part)
    {
        long offset = part.Offset;
        long end = part.Offset + part.Count;
        while (offset < end)
        {
            SocketResult result = socket.TrySendFile(file, ref offset, Math.Min(end - offset, BytesPerCall));
            if (result is { IsDone: true, Count: 0 } || (!result.IsDone && !await CanGoOnAsync(result)))
            {
                return false;
            }

            Sent += result.Count;
            _inTurn += result.Count;
            if (_inTurn >= BytesPerTurn)
            {
                _inTurn = 0;
                await Task.Yield();
            }
        }

        return true;
    }

    private async ValueTask<bool> CanGoOnAsync(SocketResult result)
    {
        if (!result.WouldBlock)
        {
            return false;
        }

        watchdog.Set(stall);
        await socket.WritableAsync(watchdog.Token);
        return true;
    }
}
