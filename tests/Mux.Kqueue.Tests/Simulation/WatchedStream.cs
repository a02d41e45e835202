using Mux.Kqueue.Tests.Native;

namespace Mux.Kqueue.Tests.Simulation;

/// <summary>
/// A connected socket, or one that never was. For reading, the peer's end is EV_EOF, with what is left as data; for writing, EV_EOF comes only when this side can send no more: by its own
/// shutdown, or because the connection is gone.
/// </summary>
internal abstract class WatchedStream(int number, FileIdentity file) : WatchedDescriptor(number, file)
{
    // Which error it is, Linux tells only by taking it from the socket, from which the program under test may want to read it. That there is one is all that is looked at.
    private const uint SomeError = 54; // ECONNRESET of macOS

    protected sealed override Evaluation OfRead(PollState state) => new(
        state.HasInput || state.IsReadShut || state.HasError, SocketFacts.Unread(Number), IsEnd: state.IsReadShut, ErrorAt(state.IsReadShut, state));

    protected sealed override Evaluation OfWrite(PollState state)
    {
        if (IsUnconnected(state))
        {
            return Evaluation.Silent;
        }

        bool isEnd = (state.IsHungUp && state.IsReadShut) || IsSendingShut();
        bool isReady = state.HasRoom || state.HasError || isEnd;
        return new(isReady, SomeRoom, isEnd, ErrorAt(isEnd, state));
    }

    /// <summary>Whether this side has shut down its sending half.</summary>
    protected abstract bool IsSendingShut();

    // Linux says that such a socket is hung up and has room; a BSD says nothing.
    private static bool IsUnconnected(PollState state) => state.IsHungUp && !state.IsReadShut;

    private static uint ErrorAt(bool isEnd, PollState state) => isEnd && state.HasError ? SomeError : 0;
}

/// <summary>A stream of TCP.</summary>
internal sealed class WatchedTcpStream(int number, FileIdentity file) : WatchedStream(number, file)
{
    protected override bool IsSendingShut() => SocketFacts.StateOf(Number) is TcpState.FinWait1 or TcpState.FinWait2 or TcpState.LastAck or TcpState.Closing;
}

/// <summary>A stream between sockets of the Unix domain.</summary>
internal sealed class WatchedUnixStream(int number, FileIdentity file) : WatchedStream(number, file)
{
    protected override bool IsSendingShut() => SocketFacts.IsSendingRefused(Number);
}
