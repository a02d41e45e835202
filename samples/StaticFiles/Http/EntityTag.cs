namespace StaticFiles.Http;

/// <summary>A version of a file, by name. See RFC 9110 section 8.8.3.</summary>
internal readonly ref struct EntityTag
{
    private EntityTag(ReadOnlySpan<byte> opaque, bool isWeak)
    {
        Opaque = opaque;
        IsWeak = isWeak;
    }

    /// <summary>The name with its quotes.</summary>
    public ReadOnlySpan<byte> Opaque { get; }

    /// <summary>Whether versions of the same name may differ in bytes.</summary>
    public bool IsWeak { get; }

    /// <summary>Takes a tag from the beginning of a text.</summary>
    /// <param name="text">Left behind the tag.</param>
    /// <param name="tag">The tag.</param>
    /// <returns>False when the text does not begin with one.</returns>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> text, out EntityTag tag)
    {
        tag = default;
        bool isWeak = text.StartsWith("W/"u8); // The W is case-sensitive.
        ReadOnlySpan<byte> opaque = isWeak ? text[2..] : text;
        if (!opaque.StartsWith("\""u8))
        {
            return false;
        }

        int length = opaque[1..].IndexOf((byte)'"') + 2;
        if (length < 2 || opaque[..length].ContainsAny(HttpCharacters.Blanks))
        {
            return false;
        }

        tag = new EntityTag(opaque[..length], isWeak);
        text = opaque[length..];
        return true;
    }

    /// <summary>Whether both name one version, to the byte.</summary>
    public bool IsStronglyEqualTo(EntityTag other) => !IsWeak && !other.IsWeak && Opaque.SequenceEqual(other.Opaque);

    /// <summary>Whether both name one version, or versions that are as good as one.</summary>
    public bool IsWeaklyEqualTo(EntityTag other) => Opaque.SequenceEqual(other.Opaque);
}
