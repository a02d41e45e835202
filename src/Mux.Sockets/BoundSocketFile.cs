using System.Net;
using System.Net.Sockets;
using Mux.Interop;

namespace Mux;

/// <summary>The file that binding a Unix domain socket to a path makes, and that closing the socket leaves behind.</summary>
internal sealed class BoundSocketFile
{
    private readonly string _path; // From the root: the process's directory may be another one by the time of the removal.
    private readonly DateTime _made; // Whoever removes the file and binds anew makes a later one. Its number may be the same.

    private BoundSocketFile(string path)
    {
        _path = path;
        _made = File.GetLastWriteTimeUtc(path);
    }

    /// <summary>The file that was made for an end point which has just been bound; null for an abstract name or an IP address.</summary>
    public static BoundSocketFile? Of(EndPoint endPoint) => PathOf(endPoint) is { } path ? new BoundSocketFile(Path.GetFullPath(path)) : null;

    /// <summary>Removes the file in the way of an end point when it is a socket that nobody uses any more: binding to its path would fail for ever.</summary>
    /// <remarks>Two processes that start at the same time may each find the other's between bind(2) and listen(2), when nobody answers there yet. Only one of them should be started at a time.</remarks>
    public static void RemoveStale(EndPoint endPoint, SocketType type)
    {
        if (PathOf(endPoint) is not { } path || !File.Exists(path))
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
            TryDelete(path); // Refused is what a socket file without a listener says, and so does a file that is none.
        }
        catch (SocketException)
        {
            // Somebody listens, or it is not ours to touch: bind will say that the address is in use.
        }
    }

    /// <summary>Removes the file of a socket that is about to be closed, if it is still that one: from then on it may be somebody else's.</summary>
    public void Remove()
    {
        if (File.GetLastWriteTimeUtc(_path) == _made)
        {
            TryDelete(_path);
        }
    }

    private static string? PathOf(EndPoint endPoint) => endPoint is UnixDomainSocketEndPoint && endPoint.ToString() is { Length: > 0 } path && path[0] is not ('@' or '\0') ? path : null;

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Somebody took the directory away, or the right to it. Whoever binds there hears that the address is in use.
        }
    }
}
