using System.Diagnostics;
using System.Net.Sockets;

namespace Mux;

/// <summary>One direction of a relay. It reads only when all that it has read is gone, which is the back-pressure, and holds a carrier only while bytes are in flight. The loop's thread only.</summary>
internal sealed class RelayDirection(RelayCarriers carriers)
{
    // After so many reads the loop's other work has its turn.
    private const int FillsPerTurn = 16;

    private RelaySide _from = null!; // Set once, before the first turn.
    private RelaySide _to = null!;
    private IRelayCarrier? _carrier; // With bytes inside, but for the length of a call.
    private bool _copies;

    /// <summary>How many bytes have gone.</summary>
    public long Moved { get; private set; }

    /// <summary>Whether bytes are inside that the other side has no room for.</summary>
    public bool IsStalled => _carrier is not null;

    /// <summary>Whether the source has ended, or the direction was given up.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether another turn has been posted.</summary>
    public bool IsQueued { get; set; }

    /// <summary>The socket that it reads from.</summary>
    public RelaySide From => _from;

    /// <summary>The socket that it writes to.</summary>
    public RelaySide To => _to;

    /// <summary>Says between which sockets it is.</summary>
    public void Connect(RelaySide from, RelaySide to)
    {
        Debug.Assert(_from is null, "It is connected once.");
        (_from, _to) = (from, to);
    }

    /// <summary>The source has sent urgent data. A pipe cannot be filled beyond its mark; a receive steps over it. Whoever has done so once does it again, as a rule.</summary>
    public void CopyFromNowOn() => _copies = true;

    /// <summary>Moves bytes for one turn at most.</summary>
    /// <exception cref="ObjectDisposedException">A socket is disposed of.</exception>
    public RelayProgress Advance()
    {
        if (HasEnded)
        {
            return RelayProgress.Ended;
        }

        if (_to.HasFailed)
        {
            GiveUp();
            return RelayProgress.TargetFailed;
        }

        for (int fills = 0; fills < FillsPerTurn; fills++)
        {
            if (_carrier is not null && Drain() is { } unfinished)
            {
                return unfinished;
            }

            _carrier ??= _copies ? carriers.RentBuffer() : carriers.Rent();
            SocketResult filled = _carrier.TryFill(_from.Socket, _carrier.Capacity);
            if (filled is { IsDone: true, Count: 0 } && !_copies)
            {
                CopyFromNowOn(); // An empty pipe has room: what is in the way is the mark of urgent data, of which no event has told yet.
                GiveBack();
                continue;
            }

            if (!filled.IsDone)
            {
                GiveBack();
                return OnUnfilled(filled);
            }
        }

        return Drain() ?? RelayProgress.Turn;
    }

    /// <summary>Moves nothing any more: what is in flight is dropped.</summary>
    public void GiveUp()
    {
        HasEnded = true;
        GiveBack();
    }

    /// <summary>Lets go of what is in flight.</summary>
    public void GiveBack()
    {
        if (_carrier is not null)
        {
            carriers.Return(_carrier);
            _carrier = null;
        }
    }

    // Null once the carrier is empty, and given back.
    private RelayProgress? Drain()
    {
        while (_carrier!.Count > 0)
        {
            SocketResult drained = _carrier.TryDrain(_to.Socket);
            if (drained.WouldBlock)
            {
                return RelayProgress.Waiting;
            }

            if (!drained.IsDone)
            {
                return FailTarget(drained.Error);
            }

            Moved += drained.Count;
        }

        GiveBack();
        return null;
    }

    private RelayProgress OnUnfilled(SocketResult filled)
    {
        if (filled.WouldBlock)
        {
            return RelayProgress.Waiting;
        }

        HasEnded = true;
        if (filled.IsFailed)
        {
            _from.Fail(filled.Error);
        }

        if (_from.HasFailed)
        {
            return RelayProgress.SourceFailed; // Also where it seems to end: a send was told of the failure before.
        }

        SocketResult ended = _to.Socket.TryShutdown(SocketShutdown.Send);

        // Not connected: the peer has gone. Whether well or by a reset, the other direction tells.
        return ended.IsDone || ended.Error == SocketError.NotConnected ? RelayProgress.Ended : FailTarget(ended.Error);
    }

    private RelayProgress FailTarget(SocketError error)
    {
        _to.Fail(error);
        GiveUp();
        return RelayProgress.TargetFailed;
    }
}
