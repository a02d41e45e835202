using System.Net;
using System.Text;

namespace StaticFiles.Http;

/// <summary>One line of a head's fields. See RFC 9112 section 5.</summary>
/// <param name="Field">Which.</param>
/// <param name="Value">Where its value stands, in the bytes that hold the head.</param>
internal readonly record struct FieldLine(Field Field, Range Value)
{
    /// <summary>Takes a line apart.</summary>
    /// <param name="bytes">What holds the line.</param>
    /// <param name="line">Where it stands, without its end.</param>
    /// <param name="parsed">Its parts.</param>
    /// <returns>400 for a malformed line; otherwise null.</returns>
    /// <remarks>
    /// What other servers forgive is what requests are smuggled by, so none of it is forgiven here. A name must be a token up to the colon: that refuses white space before the colon, and
    /// the folded lines of old, which begin with white space. A value has no controls: that refuses a bare CR, and NUL.
    /// </remarks>
    public static HttpStatusCode? TryParse(ReadOnlySpan<byte> bytes, Range line, out FieldLine parsed)
    {
        parsed = default;
        (int start, int length) = line.GetOffsetAndLength(bytes.Length);
        ReadOnlySpan<byte> text = bytes.Slice(start, length);
        int colon = text.IndexOf((byte)':');
        if (colon <= 0 || text[..colon].ContainsAnyExcept(HttpCharacters.Token) || text[(colon + 1)..].ContainsAnyExcept(HttpCharacters.FieldValue))
        {
            return HttpStatusCode.BadRequest;
        }

        ReadOnlySpan<byte> value = text[(colon + 1)..].TrimStart(HttpCharacters.Blanks);
        int valueStart = start + length - value.Length;
        parsed = new FieldLine(Recognize(text[..colon]), valueStart..(valueStart + value.TrimEnd(HttpCharacters.Blanks).Length));
        return null;
    }

    private static Field Recognize(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 when Is(name, "Host"u8) => Field.Host,
        5 when Is(name, "Range"u8) => Field.Range,
        6 when Is(name, "Expect"u8) => Field.Expect,
        8 when Is(name, "If-Range"u8) => Field.IfRange,
        8 when Is(name, "If-Match"u8) => Field.IfMatch,
        10 when Is(name, "Connection"u8) => Field.Connection,
        13 when Is(name, "If-None-Match"u8) => Field.IfNoneMatch,
        14 when Is(name, "Content-Length"u8) => Field.ContentLength,
        17 when Is(name, "If-Modified-Since"u8) => Field.IfModifiedSince,
        17 when Is(name, "Transfer-Encoding"u8) => Field.TransferEncoding,
        19 when Is(name, "If-Unmodified-Since"u8) => Field.IfUnmodifiedSince,
        _ => Field.Other,
    };

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> known) => Ascii.EqualsIgnoreCase(name, known);
}
