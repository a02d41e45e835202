using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Mux;

/// <summary>The handle of a <see cref="System.Net.Sockets.Socket"/> that was given to us. Keeps the socket alive, whose finalizer would close the handle, and closes by way of it.</summary>
internal sealed class AdoptedSocketHandle : SafeHandleMinusOneIsInvalid
{
    public AdoptedSocketHandle(Socket socket)
        : base(ownsHandle: true)
    {
        Socket = socket;
        SetHandle(socket.Handle);
    }

    public Socket Socket { get; }

    protected override bool ReleaseHandle()
    {
        Socket.Dispose();
        return true;
    }
}
