using Mux.Iocp.Interop;

namespace Mux.Iocp.Tests.Simulated;

/// <summary>One poll that the simulated kernel has: from its submission until a packet of it was dequeued, the block is the kernel's.</summary>
internal sealed class SimulatedPoll(PollBlock block, SimulatedSocket socket, nint afd, SimulatedPort port, bool writesLate)
{
    private readonly AfdPollInfo _question = block.Question();
    private Action? _answer; // That is yet to be written.

    public SimulatedSocket Socket => socket;

    public PollBlock Block => block;

    /// <summary>The helper handle that carries it.</summary>
    public nint Afd => afd;

    /// <summary>What it asks for.</summary>
    public AfdEvents Asked => _question.Events;

    /// <summary>Whether the poll is over. The block is written at that moment, or when the packet is dequeued.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>Whether it was cancelled, and the kernel has not come round to it yet.</summary>
    public bool IsCancelRequested { get; set; }

    /// <summary>What holds of what it asks for; that the socket was closed is told unasked.</summary>
    public AfdEvents Due => socket.Conditions & (Asked | AfdEvents.LocalClose);

    /// <summary>Reports events.</summary>
    public void Answer(AfdEvents events)
    {
        EndBy(() => block.Answer(events));
    }

    /// <summary>Comes back about no socket, which polls sometimes do.</summary>
    public void AnswerEmpty()
    {
        EndBy(() => block.AnswerEmpty());
    }

    /// <summary>Ends with a status, asked for or not.</summary>
    public void Finish(int status)
    {
        EndBy(() => block.Finish(status));
    }

    /// <summary>A packet of it is dequeued: the answer is there at the latest now.</summary>
    public void Write()
    {
        Action? answer = _answer;
        _answer = null;
        answer?.Invoke();
    }

    private void EndBy(Action answer)
    {
        BeginAnswer();
        _answer = answer;
        if (!writesLate)
        {
            Write();
        }

        port.Arrive(block.Address);
    }

    // The block must be as it was submitted: it is the kernel's, and whoever wrote or freed it has broken the rule that keeps memory whole.
    private void BeginAnswer()
    {
        Assert.False(IsAnswered, "The simulation answers a poll twice.");
        Assert.Equal(_question, block.Question());
        Assert.Equal(NtStatus.Pending, block.Status);
        IsAnswered = true;
    }
}
