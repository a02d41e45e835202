using System.Net;

namespace StaticFiles.Http;

/// <summary>The first line of a response, and what follows the number in it.</summary>
internal static class StatusLine
{
    /// <summary>The reason phrase of a status that this server sends.</summary>
    public static ReadOnlySpan<byte> Reason(HttpStatusCode status) => status switch
    {
        HttpStatusCode.OK => "OK"u8,
        HttpStatusCode.PartialContent => "Partial Content"u8,
        HttpStatusCode.MovedPermanently => "Moved Permanently"u8,
        HttpStatusCode.NotModified => "Not Modified"u8,
        HttpStatusCode.BadRequest => "Bad Request"u8,
        HttpStatusCode.Forbidden => "Forbidden"u8,
        HttpStatusCode.NotFound => "Not Found"u8,
        HttpStatusCode.MethodNotAllowed => "Method Not Allowed"u8,
        HttpStatusCode.RequestTimeout => "Request Timeout"u8,
        HttpStatusCode.PreconditionFailed => "Precondition Failed"u8,
        HttpStatusCode.RequestEntityTooLarge => "Content Too Large"u8,
        HttpStatusCode.RequestUriTooLong => "URI Too Long"u8,
        HttpStatusCode.RequestedRangeNotSatisfiable => "Range Not Satisfiable"u8,
        HttpStatusCode.ExpectationFailed => "Expectation Failed"u8,
        HttpStatusCode.RequestHeaderFieldsTooLarge => "Request Header Fields Too Large"u8,
        HttpStatusCode.InternalServerError => "Internal Server Error"u8,
        HttpStatusCode.NotImplemented => "Not Implemented"u8,
        HttpStatusCode.ServiceUnavailable => "Service Unavailable"u8,
        HttpStatusCode.HttpVersionNotSupported => "HTTP Version Not Supported"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "This server does not send it."),
    };
}
