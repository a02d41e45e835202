using System.Net;
using StaticFiles.Http;

namespace StaticFiles.Site;

/// <summary>Answers requests with the files of a folder.</summary>
/// <param name="folder">The folder; it stays the caller's.</param>
/// <param name="clock">Where the time comes from.</param>
/// <param name="limits">What requests were parsed with.</param>
internal sealed class Responder(SiteFolder folder, TimeProvider clock, HttpLimits limits)
{
    /// <summary>Bodies up to here are copied behind their heads and sent with them: one packet or a few, and one call in place of two. Longer ones go straight from the file to the socket.</summary>
    public const int LongestCopy = 16 * 1024;

    private static ReadOnlySpan<byte> Index => "index.html"u8;

    /// <summary>How much room one answer may need.</summary>
    public int LongestAnswer { get; } = Math.Max(LongestCopy, limits.RequestLine) + ResponseHead.Longest;

    /// <summary>Answers a request that was parsed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="output">At least <see cref="LongestAnswer"/> bytes.</param>
    /// <param name="mayStay">False when the connection is to end with the answer.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public Answer Respond(in Request request, Span<byte> output, bool mayStay)
    {
        bool withBody = request.Method != RequestMethod.Head;
        bool stays = mayStay && request.WantsToStay && !request.HasBody; // A body is not read, so nobody knows what comes behind it.
        var reply = new Reply(output, clock.GetUtcNow().UtcDateTime, withBody, stays);
        if (request.Method is RequestMethod.Unknown or RequestMethod.NotAllowed)
        {
            return reply.Status(request.Method == RequestMethod.Unknown ? HttpStatusCode.NotImplemented : HttpStatusCode.MethodNotAllowed);
        }

        return request.HasBody ? reply.Status(HttpStatusCode.RequestEntityTooLarge) : Find(request, reply);
    }

    /// <summary>Answers what is no request, or none that came in time. The connection ends with it.</summary>
    /// <param name="status">Why.</param>
    /// <param name="output">At least <see cref="LongestAnswer"/> bytes.</param>
    /// <param name="withBody">False when it answers what begins as a HEAD.</param>
    public Answer Refuse(HttpStatusCode status, Span<byte> output, bool withBody) => new Reply(output, clock.GetUtcNow().UtcDateTime, withBody, stays: false).Status(status);

    private Answer Find(in Request request, Reply reply)
    {
        Span<byte> path = stackalloc byte[limits.RequestLine + Index.Length + 1];
        if (SitePath.TryResolve(request.Path, path, out int length, out bool isFolder) is { } refusal)
        {
            return reply.Status(refusal);
        }

        if (isFolder)
        {
            length = AppendIndex(path, length);
        }

        switch (folder.TryOpen(path[..length], out SiteFile file))
        {
            case OpenOutcome.Opened:
                return Serve(request, file, ContentTypes.Of(path[..length]), reply);
            case OpenOutcome.IsFolder when !isFolder:
                return reply.Redirect(request.Path, request.Query); // Else relative links of its page would lead beside it.
            case OpenOutcome.Forbidden:
                return reply.Status(HttpStatusCode.Forbidden);
            case OpenOutcome.Exhausted:
                return reply.Status(HttpStatusCode.ServiceUnavailable);
            default:
                return reply.Status(HttpStatusCode.NotFound); // A folder without a page among others: what is in it is nobody's business.
        }
    }

    private static int AppendIndex(Span<byte> path, int length)
    {
        if (length > 0)
        {
            path[length++] = (byte)'/';
        }

        Index.CopyTo(path[length..]);
        return length + Index.Length;
    }

    private static Answer Serve(in Request request, SiteFile file, ReadOnlySpan<byte> type, Reply reply)
    {
        bool isKept = false;
        try
        {
            Answer answer = Represent(request, file, type, reply);
            isKept = answer.File is not null;
            return answer;
        }
        finally
        {
            if (!isKept)
            {
                file.Dispose();
            }
        }
    }

    private static Answer Represent(in Request request, SiteFile file, ReadOnlySpan<byte> type, Reply reply)
    {
        var validators = new Validators(file.Length, file.ModifiedUtc, reply.Now);
        switch (Preconditions.Evaluate(request, validators, reply.Now))
        {
            case Preconditions.Outcome.Failed:
                return reply.Status(HttpStatusCode.PreconditionFailed);
            case Preconditions.Outcome.NotModified:
                return reply.NotModified(validators);
        }

        var whole = new ByteRange(0, file.Length);
        if (request.Method != RequestMethod.Get || !request.TryGetOnly(Field.Range, out ReadOnlySpan<byte> range) || !Preconditions.RangeApplies(request, validators, reply.Now))
        {
            return reply.File(HttpStatusCode.OK, file, whole, type, validators);
        }

        return RangeHeader.Read(range, file.Length, out ByteRange part) switch
        {
            RangeHeader.Outcome.Satisfiable => reply.File(HttpStatusCode.PartialContent, file, part, type, validators),
            RangeHeader.Outcome.Unsatisfiable => reply.RangeNotSatisfiable(file.Length),
            _ => reply.File(HttpStatusCode.OK, file, whole, type, validators),
        };
    }
}
