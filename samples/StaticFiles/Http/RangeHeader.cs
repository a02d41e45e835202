using System.Text;

namespace StaticFiles.Http;

/// <summary>The value of Range. See RFC 9110 section 14.</summary>
internal static class RangeHeader
{
    /// <summary>What to do about it.</summary>
    public enum Outcome
    {
        /// <summary>Nothing: the whole file is the answer. The value is malformed, or of another unit, or has several ranges, which a server may answer so.</summary>
        Ignored,

        /// <summary>One range, of which the file has at least a byte: 206.</summary>
        Satisfiable,

        /// <summary>One range, behind the file's end: 416.</summary>
        Unsatisfiable,
    }

    /// <summary>Reads one range: <c>bytes=0-499</c>, <c>bytes=500-</c>, or <c>bytes=-500</c> for the last 500.</summary>
    /// <param name="value">The value.</param>
    /// <param name="length">The file's.</param>
    /// <param name="range">The part, when it is satisfiable.</param>
    public static Outcome Read(ReadOnlySpan<byte> value, long length, out ByteRange range)
    {
        range = default;
        ReadOnlySpan<byte> unit = "bytes="u8;
        if (value.Length <= unit.Length || !Ascii.EqualsIgnoreCase(value[..unit.Length], unit))
        {
            return Outcome.Ignored;
        }

        ReadOnlySpan<byte> set = value[unit.Length..].Trim(HttpCharacters.Blanks);
        int dash = set.IndexOf((byte)'-');
        if (dash < 0 || !TryReadNumber(set[..dash], out long? first) || !TryReadNumber(set[(dash + 1)..], out long? last))
        {
            return Outcome.Ignored; // A comma is in it, among others.
        }

        return first is { } from ? FromFirst(from, last, length, out range)
            : last is { } suffix ? FromSuffix(suffix, length, out range)
            : Outcome.Ignored;
    }

    private static Outcome FromFirst(long first, long? last, long length, out ByteRange range)
    {
        range = default;
        if (last < first)
        {
            return Outcome.Ignored; // Malformed, says section 14.1.1.
        }

        if (first >= length)
        {
            return Outcome.Unsatisfiable;
        }

        range = new ByteRange(first, Math.Min(last ?? long.MaxValue, length - 1) - first + 1);
        return Outcome.Satisfiable;
    }

    private static Outcome FromSuffix(long suffix, long length, out ByteRange range)
    {
        long count = Math.Min(suffix, length);
        range = new ByteRange(length - count, count);
        return suffix == 0 ? Outcome.Unsatisfiable
            : length == 0 ? Outcome.Ignored // Satisfiable by the RFC, but Content-Range cannot say "none".
            : Outcome.Satisfiable;
    }

    // Nothing reads as null. A number beyond a long's range is behind every file's end, wherever exactly.
    private static bool TryReadNumber(ReadOnlySpan<byte> digits, out long? number)
    {
        number = null;
        if (digits.ContainsAnyExcept(HttpCharacters.Digits))
        {
            return false;
        }

        foreach (byte digit in digits)
        {
            long before = number ?? 0;
            number = before > (long.MaxValue - 9) / 10 ? long.MaxValue : (before * 10) + digit - '0';
        }

        return true;
    }
}
