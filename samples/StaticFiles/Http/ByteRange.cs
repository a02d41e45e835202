namespace StaticFiles.Http;

/// <summary>A part of a file.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Count">How many bytes.</param>
internal readonly record struct ByteRange(long Offset, long Count)
{
    /// <summary>The last byte's place, as Content-Range has it.</summary>
    public long Last => Offset + Count - 1;
}
