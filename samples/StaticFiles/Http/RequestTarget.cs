using System.Text;

namespace StaticFiles.Http;

/// <summary>What a request asks for. See RFC 9112 section 3.2.</summary>
/// <param name="Path">Where the path stands; empty in <c>*</c>, in <c>host:port</c>, and in an absolute form without one, which means the root.</param>
/// <param name="Query">Where the query stands, with its question mark; empty when there is none.</param>
internal readonly record struct RequestTarget(Range Path, Range Query)
{
    /// <summary>Takes a target of any of the four forms apart.</summary>
    /// <param name="bytes">What holds it.</param>
    /// <param name="target">Where it stands.</param>
    /// <param name="method">Whose target it is: GET and HEAD have a path or a whole URI, other methods may have the two other forms.</param>
    /// <param name="parsed">Its parts.</param>
    /// <returns>False for one that is malformed.</returns>
    public static bool TryParse(ReadOnlySpan<byte> bytes, Range target, RequestMethod method, out RequestTarget parsed)
    {
        parsed = default;
        (int start, int length) = target.GetOffsetAndLength(bytes.Length);
        ReadOnlySpan<byte> text = bytes.Slice(start, length);
        if (text.IsEmpty || text.ContainsAnyExcept(HttpCharacters.Target))
        {
            return false;
        }

        if (text[0] == '/')
        {
            parsed = Split(text, start);
            return true;
        }

        if (SchemeLength(text) is var scheme and > 0)
        {
            return TryParseAbsolute(text[scheme..], start + scheme, out parsed);
        }

        return method is not (RequestMethod.Get or RequestMethod.Head); // Asterisk form and authority form: such a request is refused for its method, whatever it is for.
    }

    // Every server must take a whole URI, though only proxies are sent one. RFC 9112 section 3.2.2.
    private static bool TryParseAbsolute(ReadOnlySpan<byte> behindScheme, int start, out RequestTarget parsed)
    {
        int authority = behindScheme.IndexOfAny("/?"u8);
        authority = authority < 0 ? behindScheme.Length : authority;
        parsed = Split(behindScheme[authority..], start + authority);
        return authority > 0 && HostValue.IsValid(behindScheme[..authority]);
    }

    private static RequestTarget Split(ReadOnlySpan<byte> text, int start)
    {
        int path = text.IndexOf((byte)'?');
        path = path < 0 ? text.Length : path;
        return new RequestTarget(start..(start + path), (start + path)..(start + text.Length));
    }

    private static int SchemeLength(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> plain = "http://"u8;
        ReadOnlySpan<byte> secure = "https://"u8;
        return text.Length >= plain.Length && Ascii.EqualsIgnoreCase(text[..plain.Length], plain) ? plain.Length
            : text.Length >= secure.Length && Ascii.EqualsIgnoreCase(text[..secure.Length], secure) ? secure.Length
            : 0;
    }
}
