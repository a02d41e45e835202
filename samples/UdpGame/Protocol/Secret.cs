using System.Security.Cryptography;

namespace UdpGame;

/// <summary>Numbers that nobody guesses who cannot read the traffic: a client's session and a player's key.</summary>
internal static class Secret
{
    /// <summary>A new one.</summary>
    public static ulong New()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BitConverter.ToUInt64(bytes);
    }
}
