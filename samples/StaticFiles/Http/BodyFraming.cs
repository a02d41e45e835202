using System.Net;
using System.Text;

namespace StaticFiles.Http;

/// <summary>
/// Where a request ends. Whoever sits between the peer and this server must come to the same answer, or one's body is the other's next request: so what can be read in two ways is refused. See RFC 9112 sections 6 and 11.2.
/// </summary>
internal static class BodyFraming
{
    /// <summary>Checks Content-Length and Transfer-Encoding.</summary>
    /// <returns>Why the request is refused: 400 or 501. Null when it is not.</returns>
    public static HttpStatusCode? Check(in Request request)
    {
        if (request.Has(Field.TransferEncoding))
        {
            // Both at once is how requests are smuggled, and HTTP/1.0 had no transfer codings.
            return request.Has(Field.ContentLength) || !request.IsVersion11 ? HttpStatusCode.BadRequest : CheckCodings(request);
        }

        // Several lengths may be merged if they are equal. Nobody sends them but by mistake or malice.
        bool isWellFormed = !request.Has(Field.ContentLength) || (request.TryGetOnly(Field.ContentLength, out ReadOnlySpan<byte> length) && IsNumber(length));
        return isWellFormed ? null : HttpStatusCode.BadRequest;
    }

    /// <summary>Whether a request that was not refused has a body.</summary>
    public static bool HasBody(in Request request) =>
        request.Has(Field.TransferEncoding) || (request.TryGetOnly(Field.ContentLength, out ReadOnlySpan<byte> length) && length.ContainsAnyExcept((byte)'0'));

    private static HttpStatusCode? CheckCodings(in Request request)
    {
        bool isChunked = false; // By the coding seen last.
        bool hasOthers = false;
        foreach (ReadOnlySpan<byte> value in request.Values(Field.TransferEncoding))
        {
            foreach (ReadOnlySpan<byte> coding in new ListElements(value))
            {
                if (isChunked)
                {
                    return HttpStatusCode.BadRequest; // Chunks within something else, or twice: where they end nobody can tell.
                }

                isChunked = Ascii.EqualsIgnoreCase(coding, "chunked"u8);
                hasOthers |= !isChunked;
            }
        }

        return !isChunked ? HttpStatusCode.BadRequest
            : hasOthers ? HttpStatusCode.NotImplemented
            : null;
    }

    private static bool IsNumber(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(HttpCharacters.Digits);
}
