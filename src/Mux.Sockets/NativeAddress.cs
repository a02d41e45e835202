using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Mux;

/// <summary>A socket address in the system's own layout, as the calls take and give it.</summary>
internal static class NativeAddress
{
    /// <summary>As long as the longest address, that of a Unix domain socket: 110 bytes on Linux, 106 on macOS and FreeBSD, 110 on Windows. Kernels give one that fills the path a byte more.</summary>
    public const int MaxLength = 128;

    // struct sockaddr_in and sockaddr_in6, the same everywhere: port at 2; IPv4 at 4; IPv6 at 8, its scope at 24. Both have been in front of that since their beginning.
    private const int PortOffset = 2;
    private const int IPv4Offset = 4;
    private const int IPv6Offset = 8;
    private const int ScopeOffset = 24;
    private const int IPv6Length = 28;

    private static readonly byte[] s_nobody = new byte[16];

    // AF_INET6 is 10 on Linux, 23 on Windows, 30 on macOS, 28 on FreeBSD.
    private static readonly int s_inet6 = OperatingSystem.IsWindows() ? 23 : OperatingSystem.IsLinux() ? 10 : OperatingSystem.IsMacOS() ? 30 : 28;
    private static readonly int s_longestUnix = OperatingSystem.IsMacOS() || OperatingSystem.IsFreeBSD() ? 106 : 110;
    private static readonly bool s_hasLengthByte = OperatingSystem.IsMacOS() || OperatingSystem.IsFreeBSD(); // sa_len comes first, and the family has one byte.

    /// <summary>An address for a call.</summary>
    /// <exception cref="ArgumentException">It is a name: the kernel knows addresses only.</exception>
    public static ReadOnlySpan<byte> Of(EndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        if (endPoint is DnsEndPoint name)
        {
            throw new ArgumentException($"A socket takes an address, not a name: resolve '{name.Host}' first, by Dns.GetHostAddressesAsync.", nameof(endPoint));
        }

        return Bytes(endPoint.Serialize());
    }

    /// <summary>An address without a family (AF_UNSPEC), to which a datagram socket is connected in order to disconnect it.</summary>
    public static ReadOnlySpan<byte> Nobody => s_nobody;

    /// <summary>The bytes of an address.</summary>
    /// <exception cref="ArgumentException">It is longer than any: it was made for more, or its <see cref="SocketAddress.Size"/> was not set to what was written.</exception>
    public static ReadOnlySpan<byte> Bytes(SocketAddress address) => address.Size <= MaxLength
        ? address.Buffer.Span[..address.Size]
        : throw new ArgumentException($"An address of {address.Size} bytes is longer than any that a system has ({MaxLength}): set SocketAddress.Size to how many of its bytes are the address.", nameof(address));

    /// <summary>The family.</summary>
    public static AddressFamily FamilyOf(ReadOnlySpan<byte> address)
    {
        if (address.Length < 2)
        {
            return AddressFamily.Unspecified; // macOS: the peer's address is gone with the peer.
        }

        int family = s_hasLengthByte ? address[1] : BitConverter.ToUInt16(address);
        return family == s_inet6 ? AddressFamily.InterNetworkV6 : (AddressFamily)family; // AF_UNIX and AF_INET are 1 and 2 everywhere.
    }

    /// <summary>The end point of an address that the system gave.</summary>
    /// <returns>Null for a family that is not one of IPv4, IPv6 and Unix.</returns>
    public static EndPoint? ToEndPoint(ReadOnlySpan<byte> address) => FamilyOf(address) switch
    {
        AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 => new IPEndPoint(ToIPAddress(address)!, PortOf(address)),
        AddressFamily.Unix => ToUnixEndPoint(address),
        _ => null,
    };

    /// <summary>The IP address of an address that the system gave; null where it has none.</summary>
    public static IPAddress? ToIPAddress(ReadOnlySpan<byte> address) => FamilyOf(address) switch
    {
        AddressFamily.InterNetwork => new IPAddress(address.Slice(IPv4Offset, 4)),
        AddressFamily.InterNetworkV6 when address.Length >= IPv6Length => new IPAddress(address.Slice(IPv6Offset, 16), BinaryPrimitives.ReadUInt32LittleEndian(address[ScopeOffset..])),
        _ => null,
    };

    private static int PortOf(ReadOnlySpan<byte> address) => BinaryPrimitives.ReadUInt16BigEndian(address[PortOffset..]);

    private static UnixDomainSocketEndPoint ToUnixEndPoint(ReadOnlySpan<byte> address)
    {
        ReadOnlySpan<byte> known = address[..Math.Min(address.Length, s_longestUnix)]; // Without the NUL that a kernel puts behind a path that fills its place.
        var copy = new SocketAddress(AddressFamily.Unix, Math.Max(known.Length, 2));
        known.CopyTo(copy.Buffer.Span);
        return (UnixDomainSocketEndPoint)new UnixDomainSocketEndPoint("/").Create(copy); // Not kept: on a system without such sockets it cannot be made.
    }
}
