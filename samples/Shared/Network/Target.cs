using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Samples;

/// <summary>Where a sample connects to.</summary>
/// <param name="Host">An address or a name.</param>
/// <param name="Port">A port, from 1 up.</param>
internal sealed record Target(string Host, int Port)
{
    /// <summary>Reads HOST:PORT, where an IPv6 address stands in brackets.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Target? target)
    {
        target = null;
        int colon = text.LastIndexOf(':');
        if (colon < 1 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) || port == 0)
        {
            return false;
        }

        string host = text[..colon];
        bool isBracketed = host is ['[', .., ']'];
        if (host.Contains(':', StringComparison.Ordinal) && !isBracketed)
        {
            return false; // An IPv6 address without brackets: where it ends is a guess.
        }

        target = new Target(isBracketed ? host[1..^1] : host, port);
        return target.Host.Length > 0;
    }

    /// <summary>The addresses of the host, in the order in which to try them. A name is asked for each time: its addresses may change.</summary>
    /// <exception cref="SocketException">Nobody knows the name.</exception>
    public async Task<IPEndPoint[]> ResolveAsync(CancellationToken cancellation) => IPAddress.TryParse(Host, out IPAddress? address)
        ? [new IPEndPoint(address, Port)]
        : [.. (await Dns.GetHostAddressesAsync(Host, cancellation)).Select(known => new IPEndPoint(known, Port))];

    /// <summary>As the command line has it.</summary>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
