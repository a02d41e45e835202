namespace StaticFiles.Http;

/// <summary>The tags of If-Match and If-None-Match: up to the first element that is none.</summary>
internal ref struct EntityTagList(ReadOnlySpan<byte> list)
{
    private static ReadOnlySpan<byte> Separators => ", \t"u8;

    private ReadOnlySpan<byte> _rest = list;
    private EntityTag _current;

    /// <summary>Whether the value stands for any version there is.</summary>
    public static bool IsAny(ReadOnlySpan<byte> value) => value.SequenceEqual("*"u8);

    /// <summary>The tag that <see cref="MoveNext"/> found.</summary>
    public readonly EntityTag Current => _current;

    /// <summary>For foreach.</summary>
    public readonly EntityTagList GetEnumerator() => this;

    /// <summary>Goes to the next tag.</summary>
    public bool MoveNext()
    {
        _rest = _rest.TrimStart(Separators); // A tag may have commas inside, so the list is not split at them.
        return EntityTag.TryTake(ref _rest, out _current) && (_rest.IsEmpty || Separators.Contains(_rest[0]));
    }
}
