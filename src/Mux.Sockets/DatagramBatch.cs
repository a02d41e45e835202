using System.Net;
using Mux.Interop;

namespace Mux;

/// <summary>Room for several datagrams with their addresses, made once and used again: what <see cref="DatagramSocket.TryReceive(DatagramBatch)"/> fills and <see cref="DatagramSocket.TrySend(DatagramBatch)"/> sends.</summary>
/// <remarks>For one thread at a time. It is memory that does not move, and nothing that has to be disposed of.</remarks>
public sealed class DatagramBatch
{
    /// <summary>The most datagrams that a batch can have: what the calls of Linux take (UIO_MAXIOV).</summary>
    public const int MaxCapacity = 1024;

    private readonly byte[] _bytes;
    private readonly byte[] _addresses;
    private readonly DatagramHeader[] _headers;

    /// <summary>Makes room.</summary>
    /// <param name="capacity">For how many datagrams, from 1 to <see cref="MaxCapacity"/>.</param>
    /// <param name="maxLength">How long each may be, in bytes, from 1 to 65535. Longer ones are cut.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is out of its range.</exception>
    public DatagramBatch(int capacity, int maxLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, MaxCapacity);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxLength, ushort.MaxValue);
        Capacity = capacity;
        MaxLength = maxLength;
        _bytes = GC.AllocateUninitializedArray<byte>(capacity * maxLength, pinned: true);
        _addresses = GC.AllocateUninitializedArray<byte>(capacity * NativeAddress.MaxLength, pinned: true);
        _headers = new DatagramHeader[capacity];
    }

    /// <summary>For how many datagrams there is room.</summary>
    public int Capacity { get; }

    /// <summary>How long each may be, in bytes.</summary>
    public int MaxLength { get; }

    /// <summary>How many datagrams it holds.</summary>
    public int Count { get; internal set; }

    /// <summary>One of the datagrams: a view, good until the batch is filled or cleared.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not that many.</exception>
    public BatchedDatagram this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            DatagramHeader header = _headers[index];
            return new BatchedDatagram(Room(index)[..header.Length], AddressRoom(index)[..header.AddressLength], header.IsTruncated);
        }
    }

    /// <summary>Lets go of all datagrams.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds a datagram for the connected peer.</summary>
    /// <param name="datagram">The datagram, which is copied.</param>
    /// <returns>Whether there was room for another one.</returns>
    /// <exception cref="ArgumentException">It is longer than <see cref="MaxLength"/>.</exception>
    public bool TryAdd(ReadOnlySpan<byte> datagram) => TryAdd(datagram, (ReadOnlySpan<byte>)[]);

    /// <summary>Adds a datagram for an address.</summary>
    /// <param name="datagram">The datagram, which is copied.</param>
    /// <param name="to">The address, which is copied.</param>
    /// <exception cref="ArgumentNullException"><paramref name="to"/> is null.</exception>
    /// <inheritdoc cref="TryAdd(ReadOnlySpan{byte})"/>
    public bool TryAdd(ReadOnlySpan<byte> datagram, SocketAddress to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return TryAdd(datagram, NativeAddress.Bytes(to));
    }

    /// <summary>Where the bytes of one datagram are, as long as there is room.</summary>
    internal Span<byte> Room(int index) => _bytes.AsSpan(index * MaxLength, MaxLength);

    /// <summary>Where the address of one datagram is, as long as there is room.</summary>
    internal Span<byte> AddressRoom(int index) => _addresses.AsSpan(index * NativeAddress.MaxLength, NativeAddress.MaxLength);

    /// <summary>What is known of one datagram.</summary>
    internal ref DatagramHeader Header(int index) => ref _headers[index];

    private bool TryAdd(ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> address)
    {
        if (datagram.Length > MaxLength)
        {
            throw new ArgumentException($"The datagram has {datagram.Length} bytes, and the batch takes {MaxLength} each.", nameof(datagram));
        }

        if (Count == Capacity)
        {
            return false;
        }

        datagram.CopyTo(Room(Count));
        address.CopyTo(AddressRoom(Count));
        _headers[Count++] = new DatagramHeader { Length = datagram.Length, AddressLength = address.Length };
        return true;
    }
}
