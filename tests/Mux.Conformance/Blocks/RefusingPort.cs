using System.Net;
using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>A TCP port that refuses connections: it is bound, so that nobody else gets it, and does not listen.</summary>
public sealed class RefusingPort : IDisposable
{
    private readonly Socket _bound = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public RefusingPort() => _bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    /// <summary>A new non-blocking client whose connect to this port has begun. Skips the fact where the system refuses within the call.</summary>
    public Socket BeginClient()
    {
        Socket client = StreamSockets.Unconnected();
        try
        {
            client.BeginConnectTo(_bound.LocalEndPoint!);
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            client.Dispose();
            Assert.Skip("this system refuses a connect to a loopback port within the call, so there is nothing to wait for");
        }

        return client;
    }

    public void Dispose() => _bound.Dispose();
}
