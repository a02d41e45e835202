using System.Net;

namespace StaticFiles.Http;

/// <summary>Parses the head of a request as it comes in, however it is cut. Looks at each byte once or twice, and allocates nothing.</summary>
/// <param name="limits">How much it takes.</param>
internal sealed class RequestParser(HttpLimits limits)
{
    private readonly FieldLine[] _lines = new FieldLine[limits.Fields];
    private RequestLine _requestLine;
    private bool _hasRequestLine;
    private int _kept; // Lines in _lines: those of fields that mean something here.
    private int _fields; // Lines of fields, of whichever.
    private int _searched; // No line ends before here.

    /// <summary>How long the lines are that have been taken so far, all together: when it is complete, the head.</summary>
    public int Length { get; private set; }

    /// <summary>How long the one empty line is that may stand before a request; 0 when none has come.</summary>
    public int Skipped { get; private set; }

    /// <summary>Why it was refused.</summary>
    public HttpStatusCode Refusal { get; private set; }

    /// <summary>Goes on where it stopped.</summary>
    /// <param name="received">All that has come in from the beginning of the request: the bytes of the last call with more behind them. May hold the next requests as well.</param>
    public ParseOutcome Parse(ReadOnlySpan<byte> received)
    {
        while (true)
        {
            int distance = received[_searched..].IndexOf((byte)'\n');
            if (distance < 0)
            {
                _searched = received.Length;
                return CheckLength(received.Length + 1) is { } tooLong ? Refuse(tooLong) : ParseOutcome.Incomplete; // Its end is still to come, in the next byte at best.
            }

            int end = _searched + distance; // Of the line, where its LF is.
            HttpStatusCode? refusal = CheckLength(end + 1);
            if (refusal is null && (end == Length || received[end - 1] != '\r'))
            {
                refusal = HttpStatusCode.BadRequest; // A bare LF ends a line for some and not for others. RFC 9112 section 2.2 lets a server be strict.
            }

            if (refusal is { } malformed)
            {
                return Refuse(malformed);
            }

            Range line = Length..(end - 1);
            Length = _searched = end + 1;
            if (Take(received, line) is { } outcome)
            {
                return outcome;
            }
        }
    }

    /// <summary>The request, once it is complete.</summary>
    /// <param name="received">The bytes that were parsed.</param>
    public Request View(ReadOnlySpan<byte> received) => new(received[..Length], _requestLine, _lines.AsSpan(0, _kept));

    /// <summary>Begins with another request.</summary>
    public void Reset()
    {
        _hasRequestLine = false;
        _kept = _fields = _searched = Skipped = Length = 0;
    }

    // Null when further lines are needed.
    private ParseOutcome? Take(ReadOnlySpan<byte> received, Range line)
    {
        bool isEmpty = line.Start.Equals(line.End);
        if (isEmpty && _hasRequestLine)
        {
            return RequestRules.Check(View(received)) is { } broken ? Refuse(broken) : ParseOutcome.Complete;
        }

        if (isEmpty && Skipped == 0)
        {
            Skipped = Length; // Old browsers sent a line end too many behind a body: RFC 9112 section 2.2.
            return null;
        }

        HttpStatusCode? refusal = _hasRequestLine ? TakeField(received, line) : RequestLine.TryParse(received, line, out _requestLine);
        _hasRequestLine = true;
        return refusal is { } malformed ? Refuse(malformed) : null;
    }

    private HttpStatusCode? TakeField(ReadOnlySpan<byte> received, Range line)
    {
        if (_fields++ == limits.Fields)
        {
            return HttpStatusCode.RequestHeaderFieldsTooLarge;
        }

        HttpStatusCode? refusal = FieldLine.TryParse(received, line, out FieldLine parsed);
        if (refusal is null && parsed.Field != Field.Other)
        {
            _lines[_kept++] = parsed;
        }

        return refusal;
    }

    // For a line that ends there, CR and LF included, or will end there at the earliest.
    private HttpStatusCode? CheckLength(int end) =>
        !_hasRequestLine && end - Length > limits.RequestLine + 2 ? HttpStatusCode.RequestUriTooLong
        : end > limits.Head ? HttpStatusCode.RequestHeaderFieldsTooLarge
        : null;

    private ParseOutcome Refuse(HttpStatusCode status)
    {
        Refusal = status;
        return ParseOutcome.Refused;
    }
}
