using System.Net;
using System.Text;
using CsCheck;
using StaticFiles.Http;
using StaticFiles.Site;

namespace StaticFiles.Tests.Http;

/// <summary>A million inputs of requests that were valid once, changed here and there, and cut anywhere.</summary>
public sealed class ParserFuzzTests
{
    private const int Inputs = 1_000_000;

    // An input takes some microseconds. A machine that has much else to do may let a thread wait for seconds.
    private static readonly TimeSpan LongestInput = TimeSpan.FromSeconds(20);

    // Small, so that inputs as small reach every one of them.
    private static readonly HttpLimits SmallLimits = new(RequestLine: 64, Head: 256, Fields: 6);
    private static readonly DateTime Now = new(2025, 6, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly Validators Validators = new(length: 1000, new DateTime(1994, 11, 6, 8, 49, 37, DateTimeKind.Utc), Now);

    private readonly int[] _outcomes = new int[3]; // Interlocked, all four.
    private int _seconds;
    private int _linesTooLong;
    private int _headsTooLong;

    [Fact]
    public async Task However_requests_are_spoilt_and_cut_they_are_parsed_alike_and_allocate_nothing()
    {
        using var watch = new InputWatch<SpoiltRequests>(LongestInput);
        Task sampling = Task.Run(
            () => SpoiltRequests.Any.Sample(
                input =>
                {
                    watch.Begin(input);
                    Check(input);
                    watch.End();
                },
                iter: Inputs),
            TestContext.Current.CancellationToken);

        await watch.WaitAsync(sampling, Describe);

        Assert.All(_outcomes, count => Assert.True(count > Inputs / 20, $"Only {count} inputs ended so: most are spoilt in the same way."));
        Assert.True(_seconds > Inputs / 20, $"Only {_seconds} had a second request that is complete.");
        Assert.True(_linesTooLong > 100 && _headsTooLong > 100, $"Only {_linesTooLong} and {_headsTooLong} were too long for a server.");
    }

    private void Check(in SpoiltRequests input)
    {
        Parsers parsers = Parsers.OfThisThread(input.MeetDefaultLimits);
        ReadOnlySpan<byte> rest = input.Write(parsers.Room);
        ParseOutcome outcome = CheckNext(parsers, rest, input.Cuts);
        Interlocked.Increment(ref _outcomes[(int)outcome]);
        if (outcome == ParseOutcome.Refused && input.MeetDefaultLimits)
        {
            Interlocked.Add(ref _linesTooLong, parsers.Whole.Refusal == HttpStatusCode.RequestUriTooLong ? 1 : 0);
            Interlocked.Add(ref _headsTooLong, parsers.Whole.Refusal == HttpStatusCode.RequestHeaderFieldsTooLarge ? 1 : 0);
        }

        // As a server goes on with what was sent ahead. The parsers, who have seen another request, are to find what one finds that has seen none.
        for (int number = 2; outcome == ParseOutcome.Complete && parsers.Whole.Length < rest.Length; number++)
        {
            Assert.True(parsers.Whole.Length > 0);
            rest = rest[parsers.Whole.Length..];
            parsers.Reset();
            outcome = CheckNext(parsers, rest, input.Cuts);

            var unused = new RequestParser(parsers.Limits);
            Assert.Equal((outcome, outcome == ParseOutcome.Refused ? parsers.Whole.Refusal : default, parsers.Whole.Length), (unused.Parse(rest), unused.Refusal, unused.Length));
            Interlocked.Add(ref _seconds, number == 2 && outcome == ParseOutcome.Complete ? 1 : 0);
        }
    }

    // The runtime makes a few things once, when a type is first used or a method compiled again. What an input allocates would show in every round.
    private static ParseOutcome CheckNext(Parsers parsers, ReadOnlySpan<byte> text, uint[] cuts)
    {
        long allocated = ParseAndUse(parsers, text, cuts, out ParseOutcome outcome);
        for (int round = 0; allocated > 0 && round < 3; round++)
        {
            parsers.Reset();
            allocated = ParseAndUse(parsers, text, cuts, out _);
        }

        Assert.Equal(0, allocated);
        return outcome;
    }

    // How many bytes that allocated.
    private static long ParseAndUse(Parsers parsers, ReadOnlySpan<byte> text, uint[] cuts, out ParseOutcome whole)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        whole = parsers.Whole.Parse(text);
        ParseOutcome cut = ParseInPieces(parsers.Cut, text, cuts);
        if (whole == ParseOutcome.Complete)
        {
            Use(parsers.Whole.View(text), parsers.Path);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal((whole, parsers.Whole.Refusal, parsers.Whole.Length), (cut, parsers.Cut.Refusal, parsers.Cut.Length));
        if (whole == ParseOutcome.Complete)
        {
            AssertSound(text[parsers.Whole.Skipped..parsers.Whole.Length], parsers.Limits);
        }

        return allocated;
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
    private static void Use(in Request request, Span<byte> path)
    {
        _ = (request.WantsToStay, request.HasBody, request.Method);
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
    private static void AssertSound(ReadOnlySpan<byte> head, HttpLimits limits)
    {
        Assert.True(head.Length <= limits.Head);
        Assert.True(head.EndsWith("\r\n\r\n"u8));
        int lineEnds = head.Count("\r\n"u8);
        Assert.Equal(lineEnds, head.Count((byte)'\r'));
        Assert.Equal(lineEnds, head.Count((byte)'\n'));
        Assert.False(head.Contains((byte)0));
        Assert.True(head[..^4].IndexOf("\r\n\r\n"u8) < 0);
    }

    private static string Describe(SpoiltRequests input) =>
        $"{input.Which}, {input.Shape}, [{string.Join(", ", input.Changes)}], [{string.Join(", ", input.Cuts)}]: {Convert.ToHexString(input.Write(new byte[SpoiltRequests.Longest]))}";

    private sealed class Parsers(HttpLimits limits)
    {
        [ThreadStatic]
        private static Parsers? t_small;

        [ThreadStatic]
        private static Parsers? t_default;

        public HttpLimits Limits => limits;

        public RequestParser Whole { get; } = new(limits);

        public RequestParser Cut { get; } = new(limits);

        public byte[] Room { get; } = new byte[SpoiltRequests.Longest];

        public byte[] Path { get; } = new byte[limits.Head];

        public static Parsers OfThisThread(bool meetsDefaultLimits)
        {
            Parsers own = meetsDefaultLimits ? t_default ??= new Parsers(HttpLimits.Default) : t_small ??= new Parsers(SmallLimits);
            own.Reset();
            return own;
        }

        public void Reset()
        {
            Whole.Reset();
            Cut.Reset();
        }
    }
}
