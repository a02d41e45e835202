using System.Buffers.Text;
using System.Net;

namespace StaticFiles.Http;

/// <summary>Writes the head of a response. What does not fit throws: whoever gives the room knows the longest head.</summary>
/// <param name="destination">Where to.</param>
internal ref struct ResponseHead(Span<byte> destination)
{
    /// <summary>The longest head, a Location aside: all fields there are at their longest are some 500 bytes.</summary>
    public const int Longest = 1024;

    private readonly Span<byte> _destination = destination;

    /// <summary>How many bytes have been written.</summary>
    public int Length { get; private set; }

    /// <summary>Writes the status line, and the fields that every response has.</summary>
    /// <param name="status">The status.</param>
    /// <param name="now">The time.</param>
    /// <param name="stays">Whether the connection stays open; HTTP/1.0 has to be told either way, and it does HTTP/1.1 no harm.</param>
    public void Begin(HttpStatusCode status, DateTime now, bool stays)
    {
        Append("HTTP/1.1 "u8);
        Append((int)status);
        Append(" "u8);
        Append(StatusLine.Reason(status));
        Append("\r\n"u8);
        Field("Date"u8, now);
        Field("Connection"u8, stays ? "keep-alive"u8 : "close"u8);
    }

    /// <summary>Writes a field.</summary>
    public void Field(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        BeginField(name);
        Append(value);
        Append("\r\n"u8);
    }

    /// <summary>Writes a field whose value is a number.</summary>
    public void Field(scoped ReadOnlySpan<byte> name, long value)
    {
        BeginField(name);
        Append(value);
        Append("\r\n"u8);
    }

    /// <summary>Writes a field whose value is a date.</summary>
    public void Field(scoped ReadOnlySpan<byte> name, DateTime utc)
    {
        BeginField(name);
        HttpDate.Write(utc, _destination.Slice(Length, HttpDate.Length));
        Length += HttpDate.Length;
        Append("\r\n"u8);
    }

    /// <summary>Writes Content-Range.</summary>
    /// <param name="range">The part that is sent; null when the file has not the one that was asked for.</param>
    /// <param name="fileLength">The whole file's length.</param>
    public void ContentRange(ByteRange? range, long fileLength)
    {
        Append("Content-Range: bytes "u8);
        if (range is { } part)
        {
            Append(part.Offset);
            Append("-"u8);
            Append(part.Last);
        }
        else
        {
            Append("*"u8);
        }

        Append("/"u8);
        Append(fileLength);
        Append("\r\n"u8);
    }

    /// <summary>Writes Location: a path with a slash put behind it, and the query. Both are the peer's own words, which the parser has found free of anything that could end the line.</summary>
    public void Location(scoped ReadOnlySpan<byte> path, scoped ReadOnlySpan<byte> query)
    {
        Append("Location: "u8);
        Append(path);
        Append("/"u8);
        Append(query);
        Append("\r\n"u8);
    }

    /// <summary>Ends the head.</summary>
    public void End() => Append("\r\n"u8);

    private void BeginField(scoped ReadOnlySpan<byte> name)
    {
        Append(name);
        Append(": "u8);
    }

    private void Append(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_destination[Length..]);
        Length += bytes.Length;
    }

    private void Append(long number)
    {
        if (!Utf8Formatter.TryFormat(number, _destination[Length..], out int written))
        {
            throw new ArgumentException("There is no room for the head.");
        }

        Length += written;
    }
}
