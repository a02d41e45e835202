using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Mux;

/// <summary>Whom a guard counts as one peer: an IPv4 address, or the /64 network of an IPv6 address, since whoever has one of those addresses mostly has them all.</summary>
/// <remarks>An IPv4 address that is mapped into IPv6, as a dual-mode listener reports it, is the IPv4 address. The default value stands for peers without an IP address, such as those of a Unix domain socket.</remarks>
public readonly struct PeerKey : IEquatable<PeerKey>
{
    private readonly ulong _prefix; // 32 bits of IPv4, or the upper 64 of IPv6.
    private readonly AddressFamily _family;

    private PeerKey(ulong prefix, AddressFamily family) => (_prefix, _family) = (prefix, family);

    /// <summary>Whether the peer has an IP address. Guards that count by address let others pass.</summary>
    public bool IsKnown => _family != AddressFamily.Unspecified;

    /// <summary>The key of an address.</summary>
    /// <param name="address">The address; null for a peer without one.</param>
    /// <returns>The key.</returns>
    public static PeerKey Of(IPAddress? address)
    {
        if (address is null)
        {
            return default;
        }

        Span<byte> bytes = stackalloc byte[16];
        _ = address.TryWriteBytes(bytes, out int length);
        return length == 4
            ? OfV4(BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : OfV6(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>Compares two keys.</summary>
    /// <param name="left">One key.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they stand for the same peer.</returns>
    public static bool operator ==(PeerKey left, PeerKey right) => left.Equals(right);

    /// <summary>Compares two keys.</summary>
    /// <param name="left">One key.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they stand for different peers.</returns>
    public static bool operator !=(PeerKey left, PeerKey right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(PeerKey other) => _prefix == other._prefix && _family == other._family;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PeerKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_prefix, _family); // Seeded: nobody can choose addresses that collide.

    /// <summary>For logs and debuggers.</summary>
    /// <returns>The address or network.</returns>
    public override string ToString() => _family switch
    {
        AddressFamily.InterNetwork => new IPAddress(BinaryPrimitives.ReverseEndianness((uint)_prefix)).ToString(),
        AddressFamily.InterNetworkV6 => $"{ToNetwork()}/64",
        _ => "no address",
    };

    internal static PeerKey OfV4(uint address) => new(address, AddressFamily.InterNetwork);

    internal static PeerKey OfV6(UInt128 address) => address >> 32 == 0xffff ? OfV4((uint)address) : new PeerKey((ulong)(address >> 64), AddressFamily.InterNetworkV6);

    private IPAddress ToNetwork()
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _prefix);
        return new IPAddress(bytes);
    }
}
