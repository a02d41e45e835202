using System.Buffers.Text;
using System.Net;

namespace StaticFiles.Site;

/// <summary>From the path of a URI to the path of a file inside the site, without looking at any file.</summary>
internal static class SitePath
{
    private static ReadOnlySpan<byte> WellKnown => ".well-known"u8; // RFC 8615.

    /// <summary>Decodes a path, and resolves the dot segments in it.</summary>
    /// <param name="path">As it was sent: with a slash first, and percent-encoded.</param>
    /// <param name="destination">Where the decoded path goes, without the first slash; at least as long as the path.</param>
    /// <param name="length">How long it is; 0 for the root.</param>
    /// <param name="isFolder">Whether it ends with a slash, or with a dot segment, which comes to the same: the root, and <c>a/b</c> of <c>/a/b/</c>, are folders.</param>
    /// <returns>
    /// 400 for a path that is malformed, or that hides a slash, a backslash or a control behind an encoding: none of them is in the name of any file. 404 for one that leaves the site, for hidden names
    /// (those that begin with a dot, but for <c>.well-known</c>), and for empty ones, as <c>//host</c> in a redirect would be another server. Null for a path that may be looked for.
    /// </returns>
    public static HttpStatusCode? TryResolve(ReadOnlySpan<byte> path, Span<byte> destination, out int length, out bool isFolder)
    {
        length = 0;
        isFolder = true;
        while (!path.IsEmpty)
        {
            if (path[0] != '/')
            {
                return HttpStatusCode.BadRequest;
            }

            int next = path[1..].IndexOf((byte)'/') + 1;
            ReadOnlySpan<byte> segment = next > 0 ? path[1..next] : path[1..];
            path = next > 0 ? path[next..] : default;
            int start = length == 0 ? 0 : length + 1; // Behind the slash to be.
            if (!TryDecode(segment, destination[Math.Min(start, destination.Length)..], out int decoded))
            {
                return HttpStatusCode.BadRequest;
            }

            ReadOnlySpan<byte> name = destination.Slice(Math.Min(start, destination.Length), decoded);
            isFolder = name is [] or [(byte)'.'] or [(byte)'.', (byte)'.'];
            if (!isFolder)
            {
                if (name[0] == '.' && !name.SequenceEqual(WellKnown))
                {
                    return HttpStatusCode.NotFound;
                }

                if (length > 0)
                {
                    destination[length] = (byte)'/';
                }

                length = start + decoded;
            }
            else if (name is [] && !path.IsEmpty)
            {
                return HttpStatusCode.NotFound;
            }
            else if (name.Length == 2)
            {
                if (length == 0)
                {
                    return HttpStatusCode.NotFound;
                }

                length = Math.Max(destination[..length].LastIndexOf((byte)'/'), 0);
            }
        }

        return null;
    }

    private static bool TryDecode(ReadOnlySpan<byte> segment, Span<byte> destination, out int length)
    {
        length = 0;
        while (!segment.IsEmpty)
        {
            byte value = segment[0];
            int used = 1;
            if (value == '%')
            {
                used = 3;
                if (segment.Length < used || !Utf8Parser.TryParse(segment[1..used], out value, out int digits, 'x') || digits != 2)
                {
                    return false;
                }
            }

            if (value is < (byte)' ' or 0x7F or (byte)'/' or (byte)'\\')
            {
                return false;
            }

            destination[length++] = value;
            segment = segment[used..];
        }

        return true;
    }
}
