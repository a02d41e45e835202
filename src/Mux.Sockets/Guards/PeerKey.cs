using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Mux;

/// <summary>Whom a guard counts as one peer: an IPv4 address, or the /64 network of an IPv6 address, since whoever has one of those addresses mostly has them all.</summary>
/// <remarks>
/// <para>
/// Where a /64 holds many hosts, it is another part that counts. An IPv6 address that is made from an IPv4 address is that IPv4 address: mapped (::ffff:0:0/96, as a dual-mode listener reports IPv4 peers), translated (64:ff9b::/96, RFC 6052),
/// 6to4 (2002::/16, RFC 3056) and Teredo (2001::/32, RFC 4380: the client's). Link-local addresses (fe80::/10, RFC 4291) and those of local translators (64:ff9b:1::/48, RFC 8215) count each by itself.
/// </para>
/// <para>The default value stands for peers without an IP address, such as those of a Unix domain socket.</para>
/// </remarks>
public readonly struct PeerKey : IEquatable<PeerKey>
{
    private readonly UInt128 _bits; // 32 of IPv4, or those of IPv6 that count; zeros behind.
    private readonly AddressFamily _family;

    private PeerKey(UInt128 bits, AddressFamily family) => (_bits, _family) = (bits, family);

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
    public bool Equals(PeerKey other) => _bits == other._bits && _family == other._family;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PeerKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_bits, _family); // Seeded: nobody can choose addresses that collide.

    /// <summary>For logs and debuggers.</summary>
    /// <returns>The address or network.</returns>
    public override string ToString() => _family switch
    {
        AddressFamily.InterNetwork => new IPAddress(BinaryPrimitives.ReverseEndianness((uint)_bits)).ToString(),
        AddressFamily.InterNetworkV6 => CountsWhole(_bits) ? ToV6().ToString() : $"{ToV6()}/64",
        _ => "no address",
    };

    internal static PeerKey OfV4(uint address) => new(address, AddressFamily.InterNetwork);

    internal static PeerKey OfV6(UInt128 address)
    {
        uint first = (uint)(address >> 96);
        if (address >> 32 == 0xffff || address >> 32 == (UInt128)0x0064_ff9b << 64)
        {
            return OfV4((uint)address);
        }

        if (first >> 16 == 0x2002)
        {
            return OfV4((uint)(address >> 80));
        }

        return first == 0x2001_0000
            ? OfV4(~(uint)address)
            : new PeerKey(CountsWhole(address) ? address : address >> 64 << 64, AddressFamily.InterNetworkV6);
    }

    private static bool CountsWhole(UInt128 address) => address >> 118 == 0xfe80 >> 6 || address >> 80 == 0x0064_ff9b_0001;

    private IPAddress ToV6()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _bits);
        return new IPAddress(bytes);
    }
}
