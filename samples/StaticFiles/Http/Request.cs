using System.Text;

namespace StaticFiles.Http;

/// <summary>A request whose head has come in and been found well-formed. It is a view of the bytes that hold the head.</summary>
internal readonly ref struct Request
{
    private readonly ReadOnlySpan<byte> _head;
    private readonly ReadOnlySpan<FieldLine> _lines;
    private readonly RequestLine _line;

    public Request(ReadOnlySpan<byte> head, RequestLine line, ReadOnlySpan<FieldLine> lines)
    {
        _head = head;
        _line = line;
        _lines = lines;
    }

    /// <summary>The method.</summary>
    public RequestMethod Method => _line.Method;

    /// <summary>HTTP/1.1; otherwise HTTP/1.0.</summary>
    public bool IsVersion11 => _line.IsVersion11;

    /// <summary>The path as it was sent. An absolute URI may leave out the root's.</summary>
    public ReadOnlySpan<byte> Path => _head[_line.Path] is { IsEmpty: false } path ? path : "/"u8;

    /// <summary>The query with its question mark, as it was sent, or nothing.</summary>
    public ReadOnlySpan<byte> Query => _head[_line.Query];

    /// <summary>Whether a body follows. Its length is of no interest to a server that reads none.</summary>
    public bool HasBody => BodyFraming.HasBody(this);

    /// <summary>Whether the peer may send another request on this connection. See RFC 9112 section 9.3.</summary>
    public bool WantsToStay => !HasConnectionOption("close"u8) && (IsVersion11 || HasConnectionOption("keep-alive"u8));

    /// <summary>The values of a field, one a line.</summary>
    public FieldValues Values(Field field) => new(_head, _lines, field);

    /// <summary>Whether a field was sent.</summary>
    public bool Has(Field field) => Values(field).MoveNext();

    /// <summary>The value of a field that has one. False when it was not sent, or was sent several times, which means nothing.</summary>
    public bool TryGetOnly(Field field, out ReadOnlySpan<byte> value)
    {
        FieldValues values = Values(field);
        bool isThere = values.MoveNext();
        value = values.Current;
        return isThere && !values.MoveNext();
    }

    private bool HasConnectionOption(ReadOnlySpan<byte> option)
    {
        foreach (ReadOnlySpan<byte> value in Values(Field.Connection))
        {
            foreach (ReadOnlySpan<byte> element in new ListElements(value))
            {
                if (Ascii.EqualsIgnoreCase(element, option))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
