namespace StaticFiles.Http;

/// <summary>The elements of a value that is a list: between commas, without the white space around them, and without empty ones. See RFC 9110 section 5.6.1.</summary>
/// <remarks>For lists whose elements have no quoted strings.</remarks>
internal ref struct ListElements(ReadOnlySpan<byte> list)
{
    private ReadOnlySpan<byte> _rest = list;

    /// <summary>The element that <see cref="MoveNext"/> found.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>For foreach.</summary>
    public readonly ListElements GetEnumerator() => this;

    /// <summary>Goes to the next element.</summary>
    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            int comma = _rest.IndexOf((byte)',');
            Current = (comma < 0 ? _rest : _rest[..comma]).Trim(HttpCharacters.Blanks);
            _rest = comma < 0 ? default : _rest[(comma + 1)..];
            if (!Current.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }
}
