using Mux.Kqueue.Tests.Native;

namespace Mux.Kqueue.Tests.Simulation;

/// <summary>
/// A datagram socket. An error that an earlier datagram brought back makes both filters report, and without EV_EOF there is no place to say so: it looks like readiness.
/// </summary>
internal sealed class WatchedDatagrams(int number, FileIdentity file) : WatchedDescriptor(number, file)
{
    protected override Evaluation OfRead(PollState state) =>
        new(state.HasInput || state.HasError || state.IsReadShut, SocketFacts.Unread(Number), IsEnd: state.IsReadShut);

    protected override Evaluation OfWrite(PollState state) =>
        new(state.HasRoom || state.HasError, SomeRoom);
}
