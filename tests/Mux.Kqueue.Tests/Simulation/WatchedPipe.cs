using Mux.Kqueue.Tests.Native;

namespace Mux.Kqueue.Tests.Simulation;

/// <summary>A pipe or FIFO. Each end ends when the other one is gone; the filter that has no meaning for an end is silent until then.</summary>
internal sealed class WatchedPipe(int number, FileIdentity file) : WatchedDescriptor(number, file)
{
    protected override Evaluation OfRead(PollState state)
    {
        if (PipeFacts.IsWritingEnd(Number))
        {
            return new(state.HasError, IsEnd: state.HasError);
        }

        int unread = SocketFacts.Unread(Number);
        return new(unread > 0 || state.IsHungUp, unread, IsEnd: state.IsHungUp);
    }

    protected override Evaluation OfWrite(PollState state)
    {
        if (PipeFacts.IsReadingEnd(Number))
        {
            return new(state.IsHungUp, IsEnd: state.IsHungUp);
        }

        return state.HasError ? new(true, IsEnd: true) : new(state.HasRoom, SomeRoom);
    }
}
