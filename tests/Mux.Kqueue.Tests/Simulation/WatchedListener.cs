using Mux.Kqueue.Tests.Native;

namespace Mux.Kqueue.Tests.Simulation;

/// <summary>A listening socket: readable while connections wait, their number as data; never writable.</summary>
internal sealed class WatchedListener(int number, FileIdentity file) : WatchedDescriptor(number, file)
{
    protected override Evaluation OfRead(PollState state) =>
        state.HasInput ? new(true, Math.Max(1, SocketFacts.Backlog(Number))) : Evaluation.Silent;

    protected override Evaluation OfWrite(PollState state) => Evaluation.Silent;
}
