using System.Net;
using StaticFiles.Http;

namespace StaticFiles.Site;

/// <summary>Writes one of the few kinds of answers there are.</summary>
/// <param name="output">Where to.</param>
/// <param name="now">The time.</param>
/// <param name="withBody">False for an answer to HEAD, which is the same without its body.</param>
/// <param name="stays">Whether the connection stays open.</param>
internal readonly ref struct Reply(Span<byte> output, DateTime now, bool withBody, bool stays)
{
    private readonly Span<byte> _output = output;

    /// <summary>The time of the answer.</summary>
    public DateTime Now => now;

    /// <summary>A status in words, and nothing else to say.</summary>
    public Answer Status(HttpStatusCode status)
    {
        ResponseHead head = Begin(status);
        if (status == HttpStatusCode.MethodNotAllowed)
        {
            head.Field("Allow"u8, "GET, HEAD"u8);
        }

        return EndWithWords(status, head);
    }

    /// <summary>To the same path with a slash behind it.</summary>
    public Answer Redirect(ReadOnlySpan<byte> path, ReadOnlySpan<byte> query)
    {
        ResponseHead head = Begin(HttpStatusCode.MovedPermanently);
        head.Location(path, query);
        return EndWithWords(HttpStatusCode.MovedPermanently, head);
    }

    /// <summary>The peer has the file.</summary>
    public Answer NotModified(in Validators validators)
    {
        ResponseHead head = Begin(HttpStatusCode.NotModified);
        Append(ref head, validators);
        head.End();
        return new Answer(head.Length, null, default, stays);
    }

    /// <summary>The file has no such part.</summary>
    public Answer RangeNotSatisfiable(long fileLength)
    {
        ResponseHead head = Begin(HttpStatusCode.RequestedRangeNotSatisfiable);
        head.ContentRange(null, fileLength);
        return EndWithWords(HttpStatusCode.RequestedRangeNotSatisfiable, head);
    }

    /// <summary>A file or a part of it.</summary>
    /// <param name="status">200 or 206.</param>
    /// <param name="file">The file. It is in the answer when that needs it, and otherwise the caller's to close.</param>
    /// <param name="part">The part.</param>
    /// <param name="type">What the file is.</param>
    /// <param name="validators">Its version.</param>
    public Answer File(HttpStatusCode status, SiteFile file, ByteRange part, ReadOnlySpan<byte> type, in Validators validators)
    {
        ResponseHead head = Begin(status);
        head.Field("Content-Type"u8, type);
        head.Field("X-Content-Type-Options"u8, "nosniff"u8); // The type is what it says, whatever the bytes look like.
        head.Field("Content-Length"u8, part.Count);
        if (status == HttpStatusCode.PartialContent)
        {
            head.ContentRange(part, file.Length);
        }

        head.Field("Accept-Ranges"u8, "bytes"u8);
        Append(ref head, validators);
        head.End();
        if (!withBody || part.Count == 0)
        {
            return new Answer(head.Length, null, default, stays);
        }

        if (part.Count > Responder.LongestCopy)
        {
            return new Answer(head.Length, file.Handle, part, stays);
        }

        // A file that has been cut off meanwhile cannot be what the head promises: the peer sees the connection end too early.
        int read = RandomAccess.Read(file.Handle, _output.Slice(head.Length, (int)part.Count), part.Offset);
        return new Answer(head.Length + read, null, default, stays && read == part.Count);
    }

    private ResponseHead Begin(HttpStatusCode status)
    {
        var head = new ResponseHead(_output);
        head.Begin(status, now, stays);
        return head;
    }

    private static void Append(ref ResponseHead head, in Validators validators)
    {
        head.Field("ETag"u8, validators.WriteTag(stackalloc byte[Validators.LongestTag]));
        head.Field("Last-Modified"u8, validators.LastModified);
    }

    private Answer EndWithWords(HttpStatusCode status, ResponseHead head)
    {
        ReadOnlySpan<byte> words = StatusLine.Reason(status);
        head.Field("Content-Type"u8, "text/plain; charset=utf-8"u8);
        head.Field("Content-Length"u8, words.Length + 1);
        head.End();
        if (!withBody)
        {
            return new Answer(head.Length, null, default, stays);
        }

        words.CopyTo(_output[head.Length..]);
        _output[head.Length + words.Length] = (byte)'\n';
        return new Answer(head.Length + words.Length + 1, null, default, stays);
    }
}
