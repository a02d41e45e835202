using System.Net;
using System.Net.Sockets;

namespace EchoServer;

/// <summary>The socket that peers connect to.</summary>
internal static class Listener
{
    /// <summary>Opens it, non-blocking. Peers can connect from here on.</summary>
    /// <exception cref="SocketException">The system refused the address: in use, not this machine's, or not allowed.</exception>
    public static Socket Open(IPEndPoint endPoint)
    {
        var listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Blocking = false;
            listener.Bind(endPoint);
            listener.Listen(); // As long a backlog as the system allows.
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }
}
