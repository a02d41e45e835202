using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Mux;

/// <summary>Who has connected, as accept(2) tells it: kept in the socket itself, so that neither a system call nor an object is spent on it until somebody asks.</summary>
internal readonly struct PeerAddress
{
    private readonly UInt128 _bits;
    private readonly uint _scope;
    private readonly ushort _port;
    private readonly byte _family;

    private PeerAddress(UInt128 bits, uint scope, ushort port, AddressFamily family) => (_bits, _scope, _port, _family) = (bits, scope, port, (byte)family);

    /// <summary>The address; null where it is no IP address: a peer of a Unix domain socket has mostly none at all.</summary>
    public IPAddress? Address => (AddressFamily)_family switch
    {
        AddressFamily.InterNetwork => new IPAddress(BinaryPrimitives.ReverseEndianness((uint)_bits)),
        AddressFamily.InterNetworkV6 => ToV6(),
        _ => null,
    };

    /// <summary>The address and port.</summary>
    public IPEndPoint? EndPoint => Address is { } address ? new IPEndPoint(address, _port) : null;

    /// <summary>Whom guards count it as.</summary>
    public PeerKey Key => (AddressFamily)_family switch
    {
        AddressFamily.InterNetwork => PeerKey.OfV4((uint)_bits),
        AddressFamily.InterNetworkV6 => PeerKey.OfV6(_bits),
        _ => default,
    };

    /// <summary>From the system's layout.</summary>
    public static PeerAddress From(ReadOnlySpan<byte> address) => NativeAddress.FamilyOf(address) switch
    {
        AddressFamily.InterNetwork => new(BinaryPrimitives.ReadUInt32BigEndian(address[4..]), 0, BinaryPrimitives.ReadUInt16BigEndian(address[2..]), AddressFamily.InterNetwork),
        AddressFamily.InterNetworkV6 => new(
            BinaryPrimitives.ReadUInt128BigEndian(address[8..]), BinaryPrimitives.ReadUInt32LittleEndian(address[24..]), BinaryPrimitives.ReadUInt16BigEndian(address[2..]), AddressFamily.InterNetworkV6),
        _ => default,
    };

    private IPAddress ToV6()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _bits);
        return new IPAddress(bytes, _scope);
    }
}
