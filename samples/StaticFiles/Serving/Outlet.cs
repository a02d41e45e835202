using Microsoft.Win32.SafeHandles;
using Mux;
using StaticFiles.Http;

namespace StaticFiles.Serving;

/// <summary>Sends to a peer as fast as it reads, and gives up on one that reads nothing, or too little. For the loop's thread.</summary>
/// <param name="socket">The connection.</param>
/// <param name="watchdog">Its deadline.</param>
/// <param name="patience">How long it is waited for.</param>
/// <param name="clock">What measures that.</param>
/// <remarks>
/// A peer's progress is what it has acknowledged. That there is room is not: the system says so only when a third of its buffer is free, and that buffer grows to megabytes, for which a slow peer takes minutes. Where the system
/// does not tell what is acknowledged (Windows), what was sent has to do.
/// </remarks>
internal sealed class Outlet(StreamSocket socket, Watchdog watchdog, Patience patience, TimeProvider clock)
{
    // A fast peer never makes the socket block. After so much in a row the loop's other connections have their turn.
    private const int BytesPerTurn = 4 * 1024 * 1024;

    // One call goes on until it would block. This bounds how long.
    private const int BytesPerCall = 512 * 1024;

    private Patience _patience = patience; // For all answers: another one that waits gives no new time.
    private int _inTurn;
    private long _taken; // By the peer, of what went.

    /// <summary>How many bytes went.</summary>
    public long Sent { get; private set; }

    /// <summary>Sends all of it.</summary>
    /// <returns>False when the peer is gone.</returns>
    /// <exception cref="OperationCanceledException">It reads nothing, or too little.</exception>
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
            Count(result);
        }

        return true;
    }

    /// <summary>Sends a part of a file.</summary>
    /// <returns>False when the peer is gone, or when the file has become shorter meanwhile.</returns>
    /// <exception cref="OperationCanceledException">It reads nothing, or too little.</exception>
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

            Count(result);
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

        NoteProgress();
        bool hasRoom = false;
        while (!hasRoom)
        {
            if (_patience.Left <= TimeSpan.Zero)
            {
                throw new OperationCanceledException("The peer reads too slowly.");
            }

            long begun = clock.GetTimestamp();
            watchdog.Set(_patience.Left);
            hasRoom = await watchdog.IsWritableInTimeAsync();
            _patience.Wait(clock.GetElapsedTime(begun));
            NoteProgress();
        }

        return true;
    }

    private void Count(SocketResult result)
    {
        if (result.IsDone)
        {
            Sent += result.Count;
        }
    }

    private void NoteProgress()
    {
        long taken = Sent - (socket.TryGetUnacknowledgedBytes() ?? 0);
        if (taken > _taken)
        {
            _patience.Renew(taken - _taken);
            _taken = taken;
        }
    }
}
