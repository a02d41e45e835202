namespace StaticFiles.Http;

/// <summary>The values of one field, in the order of its lines.</summary>
internal ref struct FieldValues
{
    private readonly ReadOnlySpan<byte> _head;
    private readonly Field _field;
    private ReadOnlySpan<FieldLine> _lines;

    public FieldValues(ReadOnlySpan<byte> head, ReadOnlySpan<FieldLine> lines, Field field)
    {
        _head = head;
        _lines = lines;
        _field = field;
    }

    /// <summary>The value that <see cref="MoveNext"/> found.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>For foreach.</summary>
    public readonly FieldValues GetEnumerator() => this;

    /// <summary>Goes to the next value.</summary>
    public bool MoveNext()
    {
        while (!_lines.IsEmpty)
        {
            FieldLine line = _lines[0];
            _lines = _lines[1..];
            if (line.Field == _field)
            {
                Current = _head[line.Value];
                return true;
            }
        }

        return false;
    }
}
