using System.Runtime.InteropServices;

namespace Mux.Iocp.Interop;

/// <summary>
/// The memory of one poll, which the kernel writes when the poll completes. Unmanaged, because it must stay where it is; and freed only by whoever has dequeued the poll's completion packet,
/// or never submitted it: neither cancelling a poll nor closing a handle gives the memory back.
/// </summary>
internal readonly unsafe struct PollBlock
{
    private readonly PollRequest* _request;

    private PollBlock(PollRequest* request) => _request = request;

    /// <summary>The block's address, which comes back in the completion packet.</summary>
    public nint Address => (nint)_request;

    /// <summary>Whether the kernel has written its answer. The packet may still be in the port.</summary>
    public bool IsComplete => Status != NtStatus.Pending;

    /// <summary>The poll's NTSTATUS.</summary>
    public int Status => (int)Volatile.Read(ref _request->StatusBlock.Status);

    /// <summary>What was reported; nothing while the poll is pending, was cancelled, or came back without a handle.</summary>
    /// <remarks>A cancelled poll leaves its input in place, which looks like an answer.</remarks>
    public AfdEvents ReportedEvents =>
        Status == NtStatus.Success && _request->Info.NumberOfHandles > 0 ? _request->Info.Events : AfdEvents.None;

    /// <summary>The request, for the kernel.</summary>
    public PollRequest* Request => _request;

    public static PollBlock Allocate() => new((PollRequest*)NativeMemory.AllocZeroed((nuint)sizeof(PollRequest)));

    public void Free() => NativeMemory.Free(_request);

    /// <summary>Writes the question: one socket, without a time limit.</summary>
    public void Prepare(nint socket, AfdEvents events)
    {
        _request->Info = new AfdPollInfo { Timeout = long.MaxValue, NumberOfHandles = 1, Handle = socket, Events = events };
        _request->StatusBlock.Information = 0;
        Volatile.Write(ref _request->StatusBlock.Status, NtStatus.Pending);
    }

    /// <summary>Takes note that the kernel has given the block back without an answer.</summary>
    public void MarkCancelled() => Volatile.Write(ref _request->StatusBlock.Status, NtStatus.Cancelled);
}
