using Mux.Iocp.Interop;

namespace Mux.Iocp;

/// <summary>
/// The poll of one socket. At most one is outstanding: the driver confuses two of the same socket on one port. Under the poll list's lock.
/// </summary>
internal sealed class AfdPoll
{
    private readonly IIocpKernel _kernel;
    private readonly nint _socket;
    private AfdEvents _submitted; // What the poll that is outstanding, or came back last, asks for.

    public AfdPoll(IIocpKernel kernel, AfdGroup group, nint socket, PollBlock block)
    {
        _kernel = kernel;
        _socket = socket;
        Group = group;
        Block = block;
    }

    /// <summary>The helper handle that carries the poll.</summary>
    public AfdGroup Group { get; }

    /// <summary>The memory that the kernel writes.</summary>
    public PollBlock Block { get; }

    /// <summary>Where the poll stands.</summary>
    public PollState State { get; private set; }

    /// <summary>
    /// Whether the kernel has answered already that the socket was closed here, whose packet nobody has dequeued yet. Only where answers are written before that (Wine): on Windows the next wait finds it out.
    /// </summary>
    public bool SawLocalClose => State != PollState.Idle && (Block.ReportedEvents & AfdEvents.LocalClose) != 0;

    /// <summary>Sees to it that the kernel watches for the wanted events, now or as soon as it has given the block back.</summary>
    /// <returns>The status of a submission; Success where none was due.</returns>
    public int Ensure(AfdEvents wanted)
    {
        switch (State)
        {
            case PollState.Cancelling:
                return NtStatus.Success; // Its packet is on the way, and whoever dequeues it comes back here.

            case PollState.Pending when Covers(wanted):
                return NtStatus.Success; // Covered. What it reports beyond the wish is left out when it completes.

            case PollState.Pending:
                Cancel(); // It would sleep through what is wanted now.
                return NtStatus.Success;

            case PollState.Idle when wanted == AfdEvents.None:
                return NtStatus.Success; // Paused or disarmed: no poll, so nothing can spin.

            default:
                return Submit(wanted);
        }
    }

    /// <summary>Whether the poll that is outstanding, or came back last, has asked for all of this.</summary>
    public bool Covers(AfdEvents wanted) => (wanted & ~_submitted) == 0;

    /// <summary>Whether a packet that brings the block's address says that this poll is over. The block decides, not the packet: a poll that has not completed has no answer.</summary>
    public bool IsAnsweredBy(in CompletionPacket packet)
    {
        if (State == PollState.Idle)
        {
            return false;
        }

        // Wine lets the thread that has submitted a poll write the answer. When that thread ends at this moment, the block stays as it is, and only the packet says that the poll is over.
        if (!Block.IsComplete && (int)packet.Internal is not (NtStatus.Success or NtStatus.Pending))
        {
            Block.MarkCancelled();
        }

        return Block.IsComplete;
    }

    /// <summary>Asks the kernel for the block back. It comes with the packet.</summary>
    public void Cancel()
    {
        if (State != PollState.Pending || Block.IsComplete)
        {
            return; // Nothing to cancel, or known to be answered: the packet is in the port.
        }

        // NotFound says that the kernel answered in between. Any status leaves the packet as the one way on.
        _ = _kernel.Cancel(Group.Handle, Block);
        State = PollState.Cancelling;
    }

    /// <summary>The packet was dequeued: the block is ours again.</summary>
    public void Complete() => State = PollState.Idle;

    private int Submit(AfdEvents wanted)
    {
        Block.Prepare(_socket, wanted);
        int status = _kernel.Poll(Group.Handle, Block);

        // A poll that is answered at once brings a packet like any other.
        if (status is NtStatus.Success or NtStatus.Pending)
        {
            _submitted = wanted;
            State = PollState.Pending;
            return NtStatus.Success;
        }

        return status;
    }
}
