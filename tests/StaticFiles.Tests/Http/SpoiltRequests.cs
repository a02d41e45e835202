using System.Text;
using CsCheck;

namespace StaticFiles.Tests.Http;

/// <summary>One draw: which requests that were valid once, and what to do to them.</summary>
/// <param name="Which">One of them, or two, one sent behind the other.</param>
/// <param name="Shape">Which limits they meet, and whether they are stretched.</param>
/// <param name="Changes">What becomes of some of the bytes, a number each, which is what makes a million draws quick.</param>
/// <param name="Cuts">Where it is cut, in the same way.</param>
internal readonly record struct SpoiltRequests(int Which, uint Shape, uint[] Changes, uint[] Cuts)
{
    /// <summary>The longest that <see cref="Write"/> makes.</summary>
    public const int Longest = LongestChanged + LongestStretch;

    private const int LongestChanged = 1024;
    private const int LongestStretch = 18_000; // Longer than a head may be.

    private static readonly byte[][] Valid =
    [
        .. new[]
        {
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "HEAD /a/../b%20c?x=1 HTTP/1.0\r\n\r\n",
            "GET http://a:80/%2e%2e/x HTTP/1.1\r\nHost: [::1]:80\r\nConnection: close, x\r\n\r\n",
            "GET /f HTTP/1.1\r\nHost: a\r\nRange: bytes=0-499\r\nIf-Range: \"abc\"\r\n\r\nGET /g HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /f HTTP/1.1\r\nHost: a\r\nIf-None-Match: W/\"a\", \"b\"\r\nIf-Match: *\r\n\r\n",
            "GET /f HTTP/1.1\r\nHost: a\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\nIf-Unmodified-Since: Sunday, 06-Nov-94 08:49:37 GMT\r\n\r\n",
            "GET /f HTTP/1.1\r\nHost: a\r\nIf-Range: Sun Nov  6 08:49:37 1994\r\nRange: bytes=-5\r\n\r\n",
            "POST /f HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
            "PUT /f HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: a\r\nX-A: \t b\u00e9 \r\n\r\n",
            "\r\nGET / HTTP/1.1\r\nHost:\r\n\r\n",
        }.Select(Encoding.Latin1.GetBytes),
    ];

    // What means something somewhere is put in more often than what does not.
    private static readonly byte[] Telling = "\r\n\0 \t:/\\%.,-*\"?#=@[]0159aAfF\u007f"u8.ToArray();

    /// <summary>Any of them.</summary>
    public static readonly Gen<SpoiltRequests> Any = Gen.Select(
        Gen.Int[0, (Valid.Length * (Valid.Length + 1)) - 1],
        Gen.UInt,
        Gen.UInt.Array[0, 6],
        Gen.UInt.Array[0, 4],
        (which, shape, changes, cuts) => new SpoiltRequests(which, shape, changes, cuts));

    /// <summary>Whether they meet the limits of a server, which few are long enough to reach; otherwise small ones.</summary>
    public bool MeetDefaultLimits => (Shape & 1) != 0;

    /// <summary>Writes them, and returns what was written.</summary>
    /// <param name="room">At least <see cref="Longest"/> bytes.</param>
    public Span<byte> Write(Span<byte> room)
    {
        int length = 0;
        Append(room, ref length, Valid[Which % Valid.Length]);
        if (Which >= Valid.Length)
        {
            Append(room, ref length, Valid[(Which / Valid.Length) - 1]);
        }

        foreach (uint change in Changes)
        {
            Change(room, ref length, change);
        }

        if (MeetDefaultLimits && (Shape & 0x1E) == 0)
        {
            Stretch(room, ref length);
        }

        return room[..length];
    }

    private static void Append(Span<byte> room, ref int length, byte[] valid)
    {
        valid.CopyTo(room[length..]);
        length += valid.Length;
    }

    private static void Change(Span<byte> text, ref int length, uint change)
    {
        int place = (int)((change >> 16) % (uint)(length + 1));
        byte value = (change & 0x100) != 0 ? Telling[change % (uint)Telling.Length] : (byte)change;
        int count = (int)((change >> 12) & 15);
        switch ((change >> 9) & 7)
        {
            case 0 or 1 or 2 when place < length: // Another byte.
                text[place] = value;
                break;
            case 3 or 4: // One more.
                Insert(text, ref length, place, 1)[0] = value;
                break;
            case 5: // Some fewer.
                count = Math.Min(count, length - place);
                text[(place + count)..length].CopyTo(text[place..]);
                length -= count;
                break;
            case 6 when length <= 600: // A part again.
                count = Math.Min(count * 8, length - place);
                text[place..length].CopyTo(text[(place + count)..]);
                length += count;
                break;
            case 7: // Cut off.
                length = place;
                break;
        }
    }

    // A name, a path or a value that is very long; or very many fields.
    private void Stretch(Span<byte> text, ref int length)
    {
        int count = (int)((Shape >> 6) % LongestStretch);
        if ((Shape & 0x20) == 0)
        {
            Insert(text, ref length, (int)((Shape >> 16) % (uint)(length + 1)), count).Fill((byte)'a');
            return;
        }

        ReadOnlySpan<byte> line = "a: b\r\n"u8;
        int lines = count % 200;
        Span<byte> room = Insert(text, ref length, text[..length].IndexOf((byte)'\n') + 1, lines * line.Length);
        for (int number = 0; number < lines; number++)
        {
            line.CopyTo(room[(number * line.Length)..]);
        }
    }

    private static Span<byte> Insert(Span<byte> text, ref int length, int place, int count)
    {
        text[place..length].CopyTo(text[(place + count)..]);
        length += count;
        return text.Slice(place, count);
    }
}
