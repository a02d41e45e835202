using System.Net;
using System.Net.Sockets;
using Mux.Interop;

namespace Mux;

/// <summary>The file that binding a Unix domain socket to a path makes, and that closing the socket leaves behind.</summary>
internal static class BoundSocketFile
{
    /// <summary>The path of an end point that has one: not of an abstract name, nor of an IP address.</summary>
    public static string? PathOf(EndPoint endPoint) => endPoint is UnixDomainSocketEndPoint && endPoint.ToString() is { Length: > 0 } path && path[0] is not ('@' or '\0') ? path : null;

    /// <summary>Removes the file when it is a socket that nobody uses any more: binding to its path would fail for ever.</summary>
    public static void RemoveStale(string path, SocketType type)
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

    /// <summary>Removes the file of a socket that is about to be closed: from then on it may be somebody else's.</summary>
    public static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Somebody took the directory away, or the right to it. Whoever binds next finds a stale file, and removes it.
        }
    }
}
