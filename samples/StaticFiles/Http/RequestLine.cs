using System.Net;

namespace StaticFiles.Http;

/// <summary>The parts of a request line. See RFC 9112 section 3.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">Where the path stands, in the bytes that hold the line; empty when the target has none.</param>
/// <param name="Query">Where the query stands, with its question mark; empty when there is none.</param>
/// <param name="IsVersion11">Whether it is HTTP/1.1 or a later 1.x, which means the same to this server; otherwise HTTP/1.0.</param>
internal readonly record struct RequestLine(RequestMethod Method, Range Path, Range Query, bool IsVersion11)
{
    /// <summary>Takes a line apart, which has exactly two blanks and no other white space.</summary>
    /// <param name="bytes">What holds the line.</param>
    /// <param name="line">Where it stands, without its end.</param>
    /// <param name="parsed">Its parts.</param>
    /// <returns>Why it is refused: 400 or 505. Null when it is not.</returns>
    public static HttpStatusCode? TryParse(ReadOnlySpan<byte> bytes, Range line, out RequestLine parsed)
    {
        parsed = default;
        (int start, int length) = line.GetOffsetAndLength(bytes.Length);
        ReadOnlySpan<byte> text = bytes.Slice(start, length);
        int first = text.IndexOf((byte)' ');
        int last = text.LastIndexOf((byte)' ');
        if (first <= 0 || last == first || text[..first].ContainsAnyExcept(HttpCharacters.Token))
        {
            return HttpStatusCode.BadRequest;
        }

        if (ParseVersion(text[(last + 1)..], out bool isVersion11) is { } refusal)
        {
            return refusal;
        }

        RequestMethod method = RecognizeMethod(text[..first]);
        if (!RequestTarget.TryParse(bytes, (start + first + 1)..(start + last), method, out RequestTarget target))
        {
            return HttpStatusCode.BadRequest;
        }

        parsed = new RequestLine(method, target.Path, target.Query, isVersion11);
        return null;
    }

    // HTTP-version is "HTTP/" DIGIT "." DIGIT, in capitals. A higher minor version is served as the highest that one knows: RFC 9110 section 2.5.
    private static HttpStatusCode? ParseVersion(ReadOnlySpan<byte> text, out bool isVersion11)
    {
        isVersion11 = false;
        if (text.Length != 8 || !text.StartsWith("HTTP/"u8) || text[6] != '.' || !char.IsAsciiDigit((char)text[5]) || !char.IsAsciiDigit((char)text[7]))
        {
            return HttpStatusCode.BadRequest;
        }

        isVersion11 = text[7] != '0';
        return text[5] == '1' ? null : HttpStatusCode.HttpVersionNotSupported;
    }

    // Methods are case-sensitive: "get" is one that nobody knows.
    private static RequestMethod RecognizeMethod(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("GET"u8))
        {
            return RequestMethod.Get;
        }

        if (name.SequenceEqual("HEAD"u8))
        {
            return RequestMethod.Head;
        }

        bool isKnown = name.SequenceEqual("POST"u8) || name.SequenceEqual("PUT"u8) || name.SequenceEqual("DELETE"u8) || name.SequenceEqual("OPTIONS"u8)
            || name.SequenceEqual("CONNECT"u8) || name.SequenceEqual("TRACE"u8) || name.SequenceEqual("PATCH"u8);
        return isKnown ? RequestMethod.NotAllowed : RequestMethod.Unknown;
    }
}
