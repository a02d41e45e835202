using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace Mux;

/// <summary>One accept of a listener.</summary>
internal sealed class AcceptOperation(StreamListener listener, AsyncHandle handle) : ResultOperation<StreamSocket>(handle, Interests.Readable)
{
    public ValueTask<StreamSocket> Begin(CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<StreamSocket>(cancellation);
        }

        Reserve(cancellation);
        return Start();
    }

    protected override bool TryFinish([MaybeNullWhen(false)] out StreamSocket result)
    {
        if (listener.TryAccept(out result, out SocketError error))
        {
            return true;
        }

        return error == SocketError.WouldBlock ? false : throw new SocketException((int)error);
    }

    protected override void Release()
    {
        // It holds nothing of the caller's.
    }
}
