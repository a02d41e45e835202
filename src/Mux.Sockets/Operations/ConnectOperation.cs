using System.Net;

namespace Mux;

/// <summary>An awaited connect.</summary>
internal struct ConnectOperation(StreamSocket socket, EndPoint remote)
{
    private readonly StreamSocket _socket = socket;
    private readonly EndPoint _remote = remote;
    private bool _hasBegun;

    public static readonly StepwiseAttempt<ConnectOperation, SocketResult> Attempt = static (ref ConnectOperation state, out SocketResult result) => state.Step(out result);

    private AttemptOutcome Step(out SocketResult result)
    {
        bool hasBegun = _hasBegun;
        _hasBegun = true;
        AttemptOutcome outcome = hasBegun ? _socket.FinishConnect(out result) : _socket.Connect(_remote, out result);
        return !hasBegun && _socket.ConnectDidNotBegin
            ? _socket.FinishConnect(out result) // No event would tell that it has become possible: it fails now.
            : outcome;
    }
}
