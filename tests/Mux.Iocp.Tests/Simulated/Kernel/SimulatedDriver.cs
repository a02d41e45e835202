using Mux.Iocp.Interop;

namespace Mux.Iocp.Tests.Simulated;

/// <summary>
/// The simulated socket driver. A poll completes once something that it asks for holds, at once if it holds already, and brings a packet either way. Breaking a rule of
/// the real driver or of its memory fails the fact.
/// </summary>
internal sealed class SimulatedDriver(object guard, SimulatedPort port)
{
    private const AfdEvents Connect = (AfdEvents)0x40;

    private readonly Dictionary<nint, SimulatedSocket> _sockets = [];
    private readonly Dictionary<nint, SimulatedPoll> _outstanding = []; // By block.
    private nint _nextNumber = 1000;

    /// <summary>Whether a poll's answer is written when its packet is dequeued, and not before.</summary>
    public bool WritesLate { get; init; }

    /// <summary>Whether a cancelled poll stays with the kernel until <see cref="FinishCancelled"/>.</summary>
    public bool CancelsLate { get; set; }

    /// <summary>Happens once, before the next cancel is looked at.</summary>
    public Action? BeforeNextCancel { get; set; }

    /// <summary>The polls whose blocks are the kernel's.</summary>
    public IReadOnlyList<SimulatedPoll> Outstanding
    {
        get
        {
            lock (guard)
            {
                return [.. _outstanding.Values.Where(IsKernels)];
            }
        }
    }

    /// <summary>A new socket, under a number that was never used or under one that is free again.</summary>
    public SimulatedSocket Open(bool isDatagram = false, nint? number = null)
    {
        lock (guard)
        {
            var socket = new SimulatedSocket(this, number ?? (_nextNumber += 4), isDatagram);
            _sockets.Add(socket.Number, socket);
            return socket;
        }
    }

    /// <summary>The open socket of a number.</summary>
    public SimulatedSocket? Find(nint number)
    {
        lock (guard)
        {
            return _sockets.GetValueOrDefault(number);
        }
    }

    /// <summary>The one outstanding poll of a socket.</summary>
    public SimulatedPoll PollOf(SimulatedSocket socket) => Assert.Single(Outstanding, poll => poll.Socket == socket);

    public int Poll(nint afd, PollBlock block)
    {
        lock (guard)
        {
            AfdPollInfo question = block.Question();
            Assert.False(_outstanding.TryGetValue(block.Address, out SimulatedPoll? former) && IsKernels(former), "A block was submitted that is the kernel's.");
            Assert.Equal((1u, 0u, long.MaxValue, NtStatus.Pending), (question.NumberOfHandles, question.Exclusive, question.Timeout, block.Status));
            Assert.Equal(AfdEvents.None, question.Events & Connect);
            if (!_sockets.TryGetValue(question.Handle, out SimulatedSocket? socket))
            {
                return NtStatus.InvalidHandle;
            }

            Assert.DoesNotContain(_outstanding.Values, other => other.Socket == socket && IsKernels(other)); // The driver confuses two polls of one socket.
            var poll = new SimulatedPoll(block, socket, afd, port, WritesLate);
            _outstanding[block.Address] = poll;
            if (poll.Due == AfdEvents.None)
            {
                return NtStatus.Pending;
            }

            poll.Answer(poll.Due);
            return NtStatus.Success;
        }
    }

    public int Cancel(nint afd, PollBlock block)
    {
        lock (guard)
        {
            Action? before = BeforeNextCancel;
            BeforeNextCancel = null;
            before?.Invoke();

            if (!_outstanding.TryGetValue(block.Address, out SimulatedPoll? poll))
            {
                Assert.True(WritesLate, "A poll was cancelled that the kernel does not have."); // Where its answer can be seen.
                return NtStatus.NotFound;
            }

            Assert.Equal(poll.Afd, afd);
            if (poll.IsAnswered)
            {
                return NtStatus.NotFound;
            }

            poll.IsCancelRequested = true;
            if (!CancelsLate)
            {
                poll.Finish(NtStatus.Cancelled);
            }

            return NtStatus.Success;
        }
    }

    /// <summary>The kernel comes round to a poll that was cancelled.</summary>
    public void FinishCancelled()
    {
        lock (guard)
        {
            foreach (SimulatedPoll poll in _outstanding.Values.Where(poll => poll.IsCancelRequested && !poll.IsAnswered))
            {
                poll.Finish(NtStatus.Cancelled);
            }
        }
    }

    /// <summary>A packet was dequeued: an answered block is the caller's again.</summary>
    public void GiveBack(nint block)
    {
        lock (guard)
        {
            if (_outstanding.TryGetValue(block, out SimulatedPoll? poll) && poll.IsAnswered)
            {
                poll.Write();
                _outstanding.Remove(block);
            }
        }
    }

    /// <summary>Makes a condition hold or not.</summary>
    public void Change(SimulatedSocket socket, AfdEvents condition, bool holds)
    {
        lock (guard)
        {
            socket.Conditions = holds ? socket.Conditions | condition : socket.Conditions & ~condition;
            foreach (SimulatedPoll poll in _outstanding.Values.Where(poll => !poll.IsAnswered && poll.Socket == socket && poll.Due != AfdEvents.None))
            {
                poll.Answer(poll.Due);
            }
        }
    }

    /// <summary>Closes a socket: its poll says so, and its number is free.</summary>
    public void Close(SimulatedSocket socket)
    {
        lock (guard)
        {
            _sockets.Remove(socket.Number);
            socket.Conditions = AfdEvents.None; // What held before is nobody's business any more.
            Change(socket, AfdEvents.LocalClose, true);
        }
    }
    // Until a packet of it is dequeued. Where copies of packets go round, a block that the kernel has written may have come back by the copy of an earlier packet.
    private bool IsKernels(SimulatedPoll poll) => !poll.IsAnswered || !port.HasCopies;
}
