namespace StaticFiles.Http;

/// <summary>A request's method, as far as a server of files tells them apart.</summary>
internal enum RequestMethod
{
    /// <summary>One that this server has never heard of: 501.</summary>
    Unknown,

    /// <summary>GET.</summary>
    Get,

    /// <summary>HEAD.</summary>
    Head,

    /// <summary>One of HTTP's that no file allows: 405.</summary>
    NotAllowed,
}
