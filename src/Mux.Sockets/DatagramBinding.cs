using System.Net;
using System.Net.Sockets;
using Mux.Interop;

namespace Mux;

/// <summary>The opening and binding of a datagram socket, or none of it.</summary>
internal static class DatagramBinding
{
    public static DatagramSocket Bind(ISocketCalls calls, EndPoint endPoint, DatagramSocketOptions options)
    {
        ReadOnlySpan<byte> address = NativeAddress.Of(endPoint);
        if (options.ReusePort && OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Windows has no SO_REUSEPORT: leave ReusePort off.");
        }

        string? path = StaleSocketFile.PathOf(endPoint);
        if (path is not null && options.UnlinkStalePath)
        {
            StaleSocketFile.Remove(path, SocketType.Dgram);
        }

        SyscallResult opened = calls.Open(endPoint.AddressFamily, SocketType.Dgram);
        ThrowIfFailed(calls, opened);
        var handle = new SafeSocketDescriptor(calls, opened.Value);
        try
        {
            Configure(calls, opened.Value, endPoint, options);
            ThrowIfFailed(calls, calls.Bind(opened.Value, address));
            return new DatagramSocket(calls, handle, path);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Removes the socket file that binding made.</summary>
    public static void RemoveFile(string path)
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

    private static void Configure(ISocketCalls calls, int socket, EndPoint endPoint, DatagramSocketOptions options)
    {
        if (endPoint.AddressFamily != AddressFamily.Unix)
        {
            if (OperatingSystem.IsWindows())
            {
                Set(SocketSetting.ExclusiveAddressUse, 1);
            }
            else if (options.ReuseAddress)
            {
                Set(SocketSetting.ReuseAddress, 1);
            }

            if (options.ReusePort)
            {
                Set(SocketSetting.ReusePort, 1);
            }

            if (options.Broadcast)
            {
                Set(SocketSetting.Broadcast, 1);
            }

            if (endPoint is IPEndPoint { AddressFamily: AddressFamily.InterNetworkV6 } ip)
            {
                Set(SocketSetting.OnlyV6, options.OnlyV6 ?? !ip.Address.Equals(IPAddress.IPv6Any) ? 1 : 0);
            }
        }

        if (options.ReceiveBufferSize is { } receiveSize)
        {
            Set(SocketSetting.ReceiveBufferSize, receiveSize);
        }

        if (options.SendBufferSize is { } sendSize)
        {
            Set(SocketSetting.SendBufferSize, sendSize);
        }

        void Set(SocketSetting setting, int value) => ThrowIfFailed(calls, calls.SetSetting(socket, setting, value));
    }

    private static void ThrowIfFailed(ISocketCalls calls, SyscallResult call)
    {
        if (!call.Succeeded)
        {
            throw new SocketException((int)calls.ErrorOf(call.Errno));
        }
    }
}
