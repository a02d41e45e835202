namespace StaticFiles.Http;

/// <summary>How much of a request the server is willing to hold. Every limit is in bytes unless said otherwise.</summary>
/// <param name="RequestLine">The longest request line, without its end. RFC 9112 section 3 recommends at least 8000.</param>
/// <param name="Head">The longest head: request line, fields, and the empty line behind them. The buffer of a connection is this long.</param>
/// <param name="Fields">How many field lines.</param>
internal sealed record HttpLimits(int RequestLine, int Head, int Fields)
{
    /// <summary>What browsers stay far below.</summary>
    public static readonly HttpLimits Default = new(RequestLine: 8 * 1024, Head: 16 * 1024, Fields: 100);
}
