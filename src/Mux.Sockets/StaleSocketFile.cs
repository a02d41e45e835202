using System.Net;
using System.Net.Sockets;
using Mux.Interop;

namespace Mux;

/// <summary>The file of a Unix domain socket that outlived its server. Binding to its path would fail for ever.</summary>
internal static class StaleSocketFile
{
    /// <summary>The path of an end point that has one: not of an abstract name, nor of an IP address.</summary>
    public static string? PathOf(EndPoint endPoint) => endPoint is UnixDomainSocketEndPoint && endPoint.ToString() is { Length: > 0 } path && path[0] is not ('@' or '\0') ? path : null;

    /// <summary>Removes the file when it is a socket at which nobody listens.</summary>
    public static void Remove(string path, SocketType type = SocketType.Stream)
    {
        if (!File.Exists(path))
        {
            return; // Neither is a directory a socket.
        }

        using var probe = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException answer) when (answer.SocketErrorCode == SocketError.ConnectionRefused && SocketFile.IsAt(path))
        {
            File.Delete(path); // Refused is what a socket file without a listener says, and so does a file that is none.
        }
        catch (SocketException)
        {
            // Somebody listens, or it is not ours to touch: bind will say that the address is in use.
        }
    }
}
