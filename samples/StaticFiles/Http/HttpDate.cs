using System.Buffers.Text;

namespace StaticFiles.Http;

/// <summary>Dates as HTTP writes them: to the second, in GMT. See RFC 9110 section 5.6.7.</summary>
internal static class HttpDate
{
    /// <summary>How long a date is that <see cref="Write"/> writes.</summary>
    public const int Length = 29;

    private const string Months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private const string Days = "MonTueWedThuFriSatSun";

    /// <summary>Writes the one form that is sent: <c>Sun, 06 Nov 1994 08:49:37 GMT</c>.</summary>
    /// <param name="utc">The time; what is below a second is left out.</param>
    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    public static void Write(DateTime utc, Span<byte> destination) => Utf8Formatter.TryFormat(utc, destination, out _, 'R');

    /// <summary>The time without what is below a second.</summary>
    public static DateTime ToSeconds(DateTime utc) => new(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);

    /// <summary>Reads any of the three forms that are received: the one that is sent, and those of RFC 850 and of C's asctime.</summary>
    /// <param name="text">The date.</param>
    /// <param name="now">Tells which century a year of two digits is in: none is more than 50 years ahead.</param>
    /// <param name="utc">The time.</param>
    /// <returns>False for anything else. The day of the week must be one, not the right one.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, DateTime now, out DateTime utc)
    {
        utc = default;
        if (text.Length < 24 || IndexOfName(Days, text) < 0)
        {
            return false;
        }

        return text[3] switch
        {
            (byte)',' => TryParseFixed(text, out utc),
            (byte)' ' => TryParseAsctime(text, out utc),
            _ => TryParseRfc850(text, now, out utc),
        };
    }

    // Sun, 06 Nov 1994 08:49:37 GMT
    private static bool TryParseFixed(ReadOnlySpan<byte> text, out DateTime utc)
    {
        utc = default;
        return text.Length == Length && text[4] == ' ' && text[7] == ' ' && text[11] == ' ' && text[16] == ' ' && text[25..].SequenceEqual(" GMT"u8)
            && TryCompose(Number(text[12..16]), text[8..11], Number(text[5..7]), text[17..25], out utc);
    }

    // Sun Nov  6 08:49:37 1994
    private static bool TryParseAsctime(ReadOnlySpan<byte> text, out DateTime utc)
    {
        utc = default;
        return text.Length == 24 && text[7] == ' ' && text[10] == ' ' && text[19] == ' '
            && TryCompose(Number(text[20..24]), text[4..7], Number(text[8] == ' ' ? text[9..10] : text[8..10]), text[11..19], out utc);
    }

    // Sunday, 06-Nov-94 08:49:37 GMT
    private static bool TryParseRfc850(ReadOnlySpan<byte> text, DateTime now, out DateTime utc)
    {
        utc = default;
        int comma = text.IndexOf((byte)',');
        if (comma < "Monday".Length || comma > "Wednesday".Length || !text[(comma - 3)..comma].SequenceEqual("day"u8))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = text[(comma + 1)..];
        if (rest.Length != 23 || rest[0] != ' ' || rest[3] != '-' || rest[7] != '-' || rest[10] != ' ' || !rest[19..].SequenceEqual(" GMT"u8))
        {
            return false;
        }

        int year = Number(rest[8..10]);
        if (year >= 0)
        {
            year += now.Year / 100 * 100;
            year -= year > now.Year + 50 ? 100 : 0;
        }

        return TryCompose(year, rest[4..7], Number(rest[1..3]), rest[11..19], out utc);
    }

    private static bool TryCompose(int year, ReadOnlySpan<byte> monthName, int day, ReadOnlySpan<byte> time, out DateTime utc)
    {
        utc = default;
        int month = IndexOfName(Months, monthName) + 1;
        int hour = Number(time[0..2]);
        int minute = Number(time[3..5]);
        int second = Number(time[6..8]);
        bool isTime = time[2] == ':' && time[5] == ':' && hour is >= 0 and <= 23 && minute is >= 0 and <= 59 && second is >= 0 and <= 60;
        if (!isTime || month == 0 || year < 1 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        utc = new DateTime(year, month, day, hour, minute, Math.Min(second, 59), DateTimeKind.Utc); // A leap second has no place here.
        return true;
    }

    // Which of the names of three letters the text begins with; below 0 for none.
    private static int IndexOfName(string names, ReadOnlySpan<byte> text)
    {
        for (int start = 0; start < names.Length; start += 3)
        {
            if (text[0] == names[start] && text[1] == names[start + 1] && text[2] == names[start + 2])
            {
                return start / 3;
            }
        }

        return -1;
    }

    // Below 0 for what is no number.
    private static int Number(ReadOnlySpan<byte> digits)
    {
        int number = 0;
        foreach (byte digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return -1;
            }

            number = (number * 10) + digit - '0';
        }

        return number;
    }
}
