using System.Net;

namespace Mux;

/// <summary>A datagram of a <see cref="DatagramBatch"/>.</summary>
public readonly ref struct BatchedDatagram
{
    internal BatchedDatagram(Span<byte> bytes, ReadOnlySpan<byte> address, bool isTruncated)
    {
        Bytes = bytes;
        AddressBytes = address;
        IsTruncated = isTruncated;
    }

    /// <summary>The bytes, in the batch's own memory.</summary>
    public Span<byte> Bytes { get; }

    /// <summary>How many bytes; 0 for an empty datagram.</summary>
    public int Length => Bytes.Length;

    /// <summary>Whether it was longer than the batch has room for: the rest of it is lost.</summary>
    public bool IsTruncated { get; }

    /// <summary>The address in the system's own layout, that of <see cref="SocketAddress.Buffer"/>: the sender's, or where it is to go. Empty where there is none.</summary>
    public ReadOnlySpan<byte> AddressBytes { get; }

    /// <summary>The address as an end point, which is allocated; null where there is none.</summary>
    public EndPoint? EndPoint => NativeAddress.ToEndPoint(AddressBytes);

    /// <summary>Writes the address over another one.</summary>
    /// <param name="address">One that is large enough, such as any of the same family.</param>
    /// <exception cref="ArgumentNullException"><paramref name="address"/> is null.</exception>
    /// <exception cref="ArgumentException">It is too small.</exception>
    public void CopyAddressTo(SocketAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        AddressBytes.CopyTo(address.Buffer.Span);
        address.Size = AddressBytes.Length;
    }
}
