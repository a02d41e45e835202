using Mux.Kqueue.Interop;
using Mux.Kqueue.Tests.Native;

namespace Mux.Kqueue.Tests.Simulation;

/// <summary>A descriptor number and the file that it meant when the knote was added. The base class is for what is neither a socket nor a pipe: terminals, event descriptors, other kqueues.</summary>
internal class WatchedDescriptor(int number, FileIdentity file) : Watched
{
    /// <summary>The data of a filter for writing: how much room there is nobody asks, and to find out takes two more calls at each look.</summary>
    protected const int SomeRoom = 1;

    public int Number => number;

    // close(2) takes the knotes of the number with it, whether or not the file has other numbers. The simulation notices when it next looks.
    public sealed override bool IsGone => FileIdentity.Of(number) != file;

    public static WatchedDescriptor Of(int number, FileIdentity file) => file switch
    {
        { IsSocket: true } when SocketFacts.IsListening(number) => new WatchedListener(number, file),
        { IsSocket: true } when !SocketFacts.IsStream(number) => new WatchedDatagrams(number, file),
        { IsSocket: true } when SocketFacts.IsUnix(number) => new WatchedUnixStream(number, file),
        { IsSocket: true } => new WatchedTcpStream(number, file),
        { Kind: FileKind.Pipe } => new WatchedPipe(number, file),
        _ => new WatchedDescriptor(number, file),
    };

    public sealed override Evaluation Evaluate(short filter)
    {
        PollState state = PollState.Of(number);
        return filter == KFilter.Read ? OfRead(state) : OfWrite(state);
    }

    protected virtual Evaluation OfRead(PollState state) => new(state.HasInput || state.IsHungUp, IsEnd: state.IsHungUp);

    protected virtual Evaluation OfWrite(PollState state) => new(state.HasRoom || state.IsHungUp, SomeRoom, IsEnd: state.IsHungUp);
}
