using System.Net;

namespace StaticFiles.Http;

/// <summary>A host with or without a port: the value of Host, and the authority of a URI. See RFC 9110 section 7.2.</summary>
internal static class HostValue
{
    /// <summary>Whether it is well-formed. A user name before the host makes it malformed: it has been used to hide which host is meant.</summary>
    public static bool IsValid(ReadOnlySpan<byte> value)
    {
        int hostLength = value.StartsWith("["u8) ? value.IndexOf((byte)']') + 1 : LengthOfName(value);
        if (hostLength <= 0)
        {
            return false;
        }

        ReadOnlySpan<byte> host = value[..hostLength];
        ReadOnlySpan<byte> rest = value[hostLength..];
        return (host[0] == '[' ? IsIPv6(host[1..^1]) : !host.ContainsAnyExcept(HttpCharacters.HostName)) && (rest.IsEmpty || IsPort(rest));
    }

    private static int LengthOfName(ReadOnlySpan<byte> value) => value.IndexOf((byte)':') is var colon and >= 0 ? colon : value.Length;

    private static bool IsIPv6(ReadOnlySpan<byte> address) => !address.ContainsAnyExcept(HttpCharacters.IPv6) && IPAddress.IsValidUtf8(address);

    // An empty port is the scheme's own.
    private static bool IsPort(ReadOnlySpan<byte> rest) => rest[0] == ':' && rest.Length <= ":65535".Length && !rest[1..].ContainsAnyExcept(HttpCharacters.Digits);
}
