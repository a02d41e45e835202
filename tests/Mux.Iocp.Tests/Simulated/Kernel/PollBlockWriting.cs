using Mux.Iocp.Interop;

namespace Mux.Iocp.Tests.Simulated;

/// <summary>A poll's block as the kernel uses it: reads the question, and writes the answer over it.</summary>
internal static unsafe class PollBlockWriting
{
    /// <summary>What the block asks.</summary>
    public static AfdPollInfo Question(this PollBlock block) => block.Request->Info;

    /// <summary>An answer about the one socket.</summary>
    public static void Answer(this PollBlock block, AfdEvents events)
    {
        block.Request->Info.Events = events;
        Finish(block, NtStatus.Success);
    }

    /// <summary>An answer that is about no socket at all.</summary>
    public static void AnswerEmpty(this PollBlock block)
    {
        block.Request->Info.NumberOfHandles = 0;
        Finish(block, NtStatus.Success);
    }

    /// <summary>No answer but a status: the question stays in place, and looks like an answer.</summary>
    public static void Finish(this PollBlock block, int status) => Volatile.Write(ref block.Request->StatusBlock.Status, status);
}
