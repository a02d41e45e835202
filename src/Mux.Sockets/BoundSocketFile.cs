using System.Net;
using System.Net.Sockets;
using Mux.Interop;

namespace Mux;

/// <summary>The file that binding a Unix domain socket to a path makes, and that closing the socket leaves behind.</summary>
internal sealed class BoundSocketFile
{
    private const int PathOffset = 2; // In struct sockaddr_un, of every system.

    private readonly string _path; // From the root: the process's directory may be another one by the time of the removal.
    private readonly string? _identity;

    private BoundSocketFile(string path)
    {
        _path = path;
        _identity = SocketFile.IdentityAt(path);
    }

    /// <summary>The file that was made for an end point which has just been bound; null for an abstract name or an IP address.</summary>
    public static BoundSocketFile? Of(EndPoint endPoint) => PathOf(endPoint) is { } path ? new BoundSocketFile(Path.GetFullPath(path)) : null;

    /// <summary>What to hold from <see cref="RemoveStale"/> until the new socket answers; null where there is no path, or no lock to be had.</summary>
    public static DirectoryLock? LockFor(EndPoint endPoint) => PathOf(endPoint) is { } path && Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory ? DirectoryLock.Take(directory) : null;

    /// <summary>Removes the file in the way of an end point when it is a socket that nobody uses any more: binding to its path would fail for ever.</summary>
    /// <remarks>While <see cref="LockFor"/> is held: between bind(2) and listen(2) nobody answers at a path that is in use.</remarks>
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
        if (_identity is not null && SocketFile.IdentityAt(_path) == _identity)
        {
            TryDelete(_path);
        }
    }

    // An end point's text is no help: both an abstract name and a path may begin with '@' there. Nor is a name of no length a path: bind(2) then makes one up.
    private static string? PathOf(EndPoint endPoint)
    {
        if (endPoint is not UnixDomainSocketEndPoint || endPoint.ToString() is not { Length: > 0 } text)
        {
            return null;
        }

        ReadOnlySpan<byte> address = NativeAddress.Of(endPoint);
        return address.Length > PathOffset && address[PathOffset] != 0 ? text : null;
    }

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
