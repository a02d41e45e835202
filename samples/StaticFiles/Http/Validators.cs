using System.Buffers.Text;

namespace StaticFiles.Http;

/// <summary>What tells one version of a file from another. See RFC 9110 section 8.8.</summary>
internal readonly struct Validators
{
    /// <summary>The longest tag: <c>W/"</c>, two numbers of 16 hexadecimal digits with a dash between, and <c>"</c>.</summary>
    public const int LongestTag = 3 + 16 + 1 + 16 + 1;

    // A file system's clock ticks every few milliseconds at best, and some to the second only: two versions of such a moment may have one time.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    private readonly long _length;
    private readonly long _modifiedTicks;

    /// <param name="length">The file's length.</param>
    /// <param name="modifiedUtc">When it was last modified.</param>
    /// <param name="now">The time.</param>
    public Validators(long length, DateTime modifiedUtc, DateTime now)
    {
        _length = length;
        _modifiedTicks = modifiedUtc.Ticks;
        AreStrong = modifiedUtc < now - Moment;
        LastModified = HttpDate.ToSeconds(modifiedUtc < now ? modifiedUtc : now); // Never later than Date, says section 8.8.2.1.
    }

    /// <summary>Whether the same validators mean the same bytes. They do not while the file may still change within the moment in which it was modified.</summary>
    public bool AreStrong { get; }

    /// <summary>When it was modified, to the second.</summary>
    public DateTime LastModified { get; }

    /// <summary>Writes the tag.</summary>
    /// <param name="destination">At least <see cref="LongestTag"/> bytes.</param>
    /// <returns>What was written.</returns>
    public ReadOnlySpan<byte> WriteTag(Span<byte> destination)
    {
        int end = 0;
        if (!AreStrong)
        {
            destination[end++] = (byte)'W';
            destination[end++] = (byte)'/';
        }

        destination[end++] = (byte)'"';
        end += WriteHexadecimal(_modifiedTicks, destination[end..]);
        destination[end++] = (byte)'-';
        end += WriteHexadecimal(_length, destination[end..]);
        destination[end++] = (byte)'"';
        return destination[..end];
    }

    private static int WriteHexadecimal(long number, Span<byte> destination)
    {
        Utf8Formatter.TryFormat(number, destination, out int written, 'x');
        return written;
    }
}
