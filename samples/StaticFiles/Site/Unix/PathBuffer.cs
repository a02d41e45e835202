namespace StaticFiles.Site.Unix;

/// <summary>A path as the kernel wants it.</summary>
internal static class PathBuffer
{
    /// <summary>PATH_MAX of Linux, with the NUL. Elsewhere it is less, and the kernel says so.</summary>
    public const int Size = 4096;

    /// <summary>Copies a path and puts a NUL behind it. False when it is too long for any file's.</summary>
    public static bool TryTerminate(ReadOnlySpan<byte> path, Span<byte> destination)
    {
        if (path.Length >= destination.Length)
        {
            return false;
        }

        path.CopyTo(destination);
        destination[path.Length] = 0;
        return true;
    }
}
