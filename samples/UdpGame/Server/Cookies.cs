using System.Buffers.Binary;
using System.Security.Cryptography;

namespace UdpGame;

/// <summary>Makes cookies and knows them again without remembering any: each is a keyed hash (HMAC-SHA-256, cut to 16 bytes) of the address and of the time, in windows.</summary>
internal sealed class Cookies
{
    /// <summary>How long a window is. A cookie is good for its own and for the next one: so long at least, and twice as long at most.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32); // A server that starts again knows none of the cookies from before.

    /// <summary>The cookie of a peer at a time.</summary>
    public UInt128 Make(PeerId peer, TimeSpan now) => Make(peer, WindowOf(now));

    /// <summary>Whether a cookie is this peer's, and not too old.</summary>
    public bool IsGood(UInt128 cookie, PeerId peer, TimeSpan now) => AreSame(cookie, Make(peer, WindowOf(now))) | AreSame(cookie, Make(peer, WindowOf(now) - 1));

    private static long WindowOf(TimeSpan now) => now.Ticks / Window.Ticks;

    private UInt128 Make(PeerId peer, long window)
    {
        Span<byte> message = stackalloc byte[PeerId.Length + sizeof(long)];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        peer.Write(message);
        BinaryPrimitives.WriteInt64LittleEndian(message[PeerId.Length..], window);
        HMACSHA256.HashData(_secret, message, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    // The difference is looked at as a whole: how long it takes says nothing about where it is.
    private static bool AreSame(UInt128 left, UInt128 right)
    {
        UInt128 difference = left ^ right;
        return ((ulong)difference | (ulong)(difference >> 64)) == 0;
    }
}
