using System.Net;
using System.Net.Sockets;

namespace Mux;

/// <summary>An awaited connect.</summary>
internal struct ConnectOperation(StreamSocket socket, EndPoint remote)
{
    private readonly StreamSocket _socket = socket;
    private readonly EndPoint _remote = remote;
    private bool _hasBegun;

    public static readonly StepwiseAttempt<ConnectOperation, int> Attempt = static (ref ConnectOperation state, out int nothing) =>
        state.Step(out SocketResult result).OrThrow(result, out nothing);

    private AttemptOutcome Step(out SocketResult result)
    {
        bool hasBegun = _hasBegun;
        _hasBegun = true;
        AttemptOutcome outcome = hasBegun ? _socket.FinishConnect(out result) : _socket.Connect(_remote, out result);
        return !hasBegun && _socket.ConnectDidNotBegin
            ? throw new SocketException((int)SocketError.NotConnected, "The backlog of the Unix domain listener is full, so no connection was begun. No event tells when there is room: try again later.")
            : outcome;
    }
}
