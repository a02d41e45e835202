using System.Text;
using CsCheck;
using StaticFiles.Http;
using StaticFiles.Site;

namespace StaticFiles.Tests.Http;

/// <summary>A million requests that were valid once, changed here and there, and cut anywhere.</summary>
public sealed class ParserFuzzTests
{
    private const int Inputs = 1_000_000;

    // Small, so that inputs as small reach every one of them.
    private static readonly HttpLimits Limits = new(RequestLine: 64, Head: 256, Fields: 6);
    private static readonly DateTime Now = new(2025, 6, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly Validators Validators = new(length: 1000, new DateTime(1994, 11, 6, 8, 49, 37, DateTimeKind.Utc), Now);

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

    // A change and a cut are drawn as one number each, which is what makes a million of them quick.
    private static readonly Gen<(int Which, uint[] Changes, uint[] Cuts)> Spoilt = Gen.Select(Gen.Int[0, Valid.Length - 1], Gen.UInt.Array[0, 6], Gen.UInt.Array[0, 4]);

    [Fact]
    public void However_a_request_is_spoilt_and_cut_it_is_parsed_alike_and_allocates_nothing()
    {
        long[] outcomes = new long[3];

        Spoilt.Sample(
            input =>
            {
                Span<byte> text = stackalloc byte[1024];
                text = Spoil(text, Valid[input.Which], input.Changes);

                // The runtime makes a few things once, when a type is first used or a method compiled again. What an input allocates would show in every round.
                long allocated = ParseAndUse(text, input.Cuts, out ParseOutcome outcome);
                for (int round = 0; allocated > 0 && round < 3; round++)
                {
                    allocated = ParseAndUse(text, input.Cuts, out _);
                }

                Assert.Equal(0, allocated);
                Interlocked.Increment(ref outcomes[(int)outcome]);
            },
            iter: Inputs);

        Assert.All(outcomes, count => Assert.True(count > Inputs / 20, $"Only {count} inputs ended so: most are spoilt in the same way."));
    }

    // How many bytes that allocated.
    private static long ParseAndUse(ReadOnlySpan<byte> text, uint[] cuts, out ParseOutcome whole)
    {
        Parsers parsers = Parsers.OfThisThread;

        long before = GC.GetAllocatedBytesForCurrentThread();
        whole = parsers.Whole.Parse(text);
        ParseOutcome cut = ParseInPieces(parsers.Cut, text, cuts);
        if (whole == ParseOutcome.Complete)
        {
            Use(parsers.Whole.View(text));
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal((whole, parsers.Whole.Refusal, parsers.Whole.Length), (cut, parsers.Cut.Refusal, parsers.Cut.Length));
        if (whole == ParseOutcome.Complete)
        {
            AssertSound(text[..parsers.Whole.Length]);
        }

        return allocated;
    }

    private static Span<byte> Spoil(Span<byte> text, byte[] valid, uint[] changes)
    {
        valid.CopyTo(text);
        int length = valid.Length;
        foreach (uint change in changes)
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
                    text[place..length].CopyTo(text[(place + 1)..]);
                    text[place] = value;
                    length++;
                    break;
                case 5: // Some fewer.
                    count = Math.Min(count, length - place);
                    text[(place + count)..length].CopyTo(text[place..]);
                    length -= count;
                    break;
                case 6 when length <= 300: // A part again.
                    count = Math.Min(count * 8, length - place);
                    text[place..length].CopyTo(text[(place + count)..]);
                    length += count;
                    break;
                case 7: // Cut off.
                    length = place;
                    break;
            }
        }

        return text[..length];
    }

    private static ParseOutcome ParseInPieces(RequestParser parser, ReadOnlySpan<byte> text, uint[] cuts)
    {
        int end = 0;
        foreach (uint cut in cuts)
        {
            end += (int)(cut % (uint)(text.Length - end + 1));
            if (parser.Parse(text[..end]) is var outcome and not ParseOutcome.Incomplete)
            {
                return outcome;
            }
        }

        return parser.Parse(text);
    }

    // All that a server asks of a request.
    private static void Use(in Request request)
    {
        _ = (request.WantsToStay, request.HasBody, request.Method);
        Span<byte> path = stackalloc byte[256];
        if (SitePath.TryResolve(request.Path, path, out int length, out _) is null)
        {
            AssertInside(path[..length]);
            _ = ContentTypes.Of(path[..length]);
        }

        _ = Preconditions.Evaluate(request, Validators, Now);
        _ = Preconditions.RangeApplies(request, Validators, Now);
        if (request.TryGetOnly(Field.Range, out ReadOnlySpan<byte> value) && RangeHeader.Read(value, 1000, out ByteRange range) == RangeHeader.Outcome.Satisfiable
            && (range.Offset < 0 || range.Count < 1 || range.Last > 999))
        {
            Assert.Fail($"{range} is no part of a file of 1000 bytes.");
        }
    }

    private static void AssertInside(ReadOnlySpan<byte> path)
    {
        bool isInside = !path.StartsWith("/"u8) && path.IndexOf("//"u8) < 0 && path.IndexOf("/../"u8) < 0 && !path.StartsWith("../"u8) && !path.EndsWith("/.."u8) && !path.SequenceEqual(".."u8)
            && !path.Contains((byte)0) && !path.Contains((byte)'\\');
        if (!isInside)
        {
            Assert.Fail($"'{Encoding.Latin1.GetString(path)}' leaves the site.");
        }
    }

    // Nothing that another server could take for the end of a line, or of the head.
    private static void AssertSound(ReadOnlySpan<byte> head)
    {
        Assert.True(head.Length <= Limits.Head);
        Assert.True(head.EndsWith("\r\n\r\n"u8));
        int lineEnds = head.Count("\r\n"u8);
        Assert.Equal(lineEnds, head.Count((byte)'\r'));
        Assert.Equal(lineEnds, head.Count((byte)'\n'));
        Assert.False(head.Contains((byte)0));
        Assert.True(head[2..^4].IndexOf("\r\n\r\n"u8) < 0);
    }

    private sealed class Parsers
    {
        [ThreadStatic]
        private static Parsers? t_own;

        public static Parsers OfThisThread
        {
            get
            {
                Parsers own = t_own ??= new Parsers();
                own.Whole.Reset();
                own.Cut.Reset();
                return own;
            }
        }

        public RequestParser Whole { get; } = new(Limits);

        public RequestParser Cut { get; } = new(Limits);
    }
}
