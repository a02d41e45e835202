using System.Net;
using System.Net.Sockets;
using Mux.Interop;

namespace Mux;

/// <summary>The opening and binding of a socket, or none of it: what listeners and datagram sockets ask for alike.</summary>
/// <param name="ReuseAddress">SO_REUSEADDR, where it means what it says.</param>
/// <param name="ReusePort">SO_REUSEPORT, or its like. Not on Windows.</param>
/// <param name="OnlyV6">IPV6_V6ONLY; null for dual mode at the unspecified address and at an IPv4 address that is mapped into IPv6, and only IPv6 at any other.</param>
/// <param name="UnlinkStalePath">Whether a socket file that nobody uses is removed first.</param>
internal readonly record struct SocketBinding(bool ReuseAddress, bool ReusePort, bool? OnlyV6, bool UnlinkStalePath)
{
    /// <summary>Opens the socket, configures and binds it.</summary>
    /// <param name="calls">How.</param>
    /// <param name="type">Of streams or of datagrams.</param>
    /// <param name="endPoint">Where.</param>
    /// <param name="configure">What else to set, before it is bound; given the socket's number.</param>
    /// <param name="begin">What to do once it is bound, such as to listen; given the socket's number.</param>
    /// <param name="file">The socket file that this has made; null where it made none.</param>
    /// <exception cref="ArgumentException">The end point is a name and not an address.</exception>
    /// <exception cref="PlatformNotSupportedException">The port is to be shared, and this is Windows.</exception>
    /// <exception cref="SocketException">The system refused.</exception>
    public SafeSocketDescriptor Bind(ISocketCalls calls, SocketType type, EndPoint endPoint, Action<int>? configure, Action<int>? begin, out BoundSocketFile? file)
    {
        ReadOnlySpan<byte> address = NativeAddress.Of(endPoint);
        if (ReusePort && OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Windows has no SO_REUSEPORT: leave ReusePort off, and hand what one socket brings to several loops.");
        }

        using DirectoryLock? alone = UnlinkStalePath ? BoundSocketFile.LockFor(endPoint) : null;
        if (UnlinkStalePath)
        {
            BoundSocketFile.RemoveStale(endPoint, type);
        }

        file = null;
        var handle = SafeSocketDescriptor.Open(calls, endPoint.AddressFamily, type);
        try
        {
            using var lease = new HandleLease(handle);
            Configure(calls, lease.Number, endPoint);
            configure?.Invoke(lease.Number);
            calls.ThrowIfFailed(calls.Bind(lease.Number, address));
            file = BoundSocketFile.Of(endPoint);
            begin?.Invoke(lease.Number);
            return handle;
        }
        catch
        {
            file?.Remove();
            handle.Dispose();
            throw;
        }
    }

    private void Configure(ISocketCalls calls, int socket, EndPoint endPoint)
    {
        if (endPoint.AddressFamily == AddressFamily.Unix)
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Set(SocketSetting.ExclusiveAddressUse, 1);
        }
        else if (ReuseAddress)
        {
            Set(SocketSetting.ReuseAddress, 1);
        }

        if (ReusePort)
        {
            Set(SocketSetting.ReusePort, 1);
        }

        if (endPoint is IPEndPoint { AddressFamily: AddressFamily.InterNetworkV6 } ip)
        {
            Set(SocketSetting.OnlyV6, OnlyV6 ?? !(ip.Address.Equals(IPAddress.IPv6Any) || ip.Address.IsIPv4MappedToIPv6) ? 1 : 0);
        }

        void Set(SocketSetting setting, int value) => calls.ThrowIfFailed(calls.SetSetting(socket, setting, value));
    }
}
