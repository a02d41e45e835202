namespace StaticFiles.Http;

/// <summary>The request fields that mean something to a server of files.</summary>
internal enum Field
{
    /// <summary>Any other: checked, counted, and not kept.</summary>
    Other,

    /// <summary>Host.</summary>
    Host,

    /// <summary>Connection.</summary>
    Connection,

    /// <summary>Content-Length.</summary>
    ContentLength,

    /// <summary>Transfer-Encoding.</summary>
    TransferEncoding,

    /// <summary>Expect.</summary>
    Expect,

    /// <summary>Range.</summary>
    Range,

    /// <summary>If-Range.</summary>
    IfRange,

    /// <summary>If-Match.</summary>
    IfMatch,

    /// <summary>If-None-Match.</summary>
    IfNoneMatch,

    /// <summary>If-Modified-Since.</summary>
    IfModifiedSince,

    /// <summary>If-Unmodified-Since.</summary>
    IfUnmodifiedSince,
}
