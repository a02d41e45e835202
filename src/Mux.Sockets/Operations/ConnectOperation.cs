using System.Net;

namespace Mux;

/// <summary>The connecting of one socket.</summary>
internal sealed class ConnectOperation(StreamSocket socket, AsyncHandle handle, EndPoint remote) : ResultOperation<SocketResult>(handle, Interests.Writable)
{
    private bool _hasBegun;

    public ValueTask<SocketResult> Begin(CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<SocketResult>(cancellation);
        }

        Reserve(cancellation);
        return Start();
    }

    protected override bool TryFinish(out SocketResult result)
    {
        result = _hasBegun ? socket.TryFinishConnect() : socket.TryConnect(remote);
        _hasBegun = true;
        if (socket.ConnectDidNotBegin)
        {
            result = socket.TryFinishConnect(); // No event would tell that it has become possible: it fails now.
        }

        return !result.WouldBlock;
    }

    protected override void Release()
    {
        // An operation is for one connect, and the address is no memory of the caller's that could change.
    }
}
