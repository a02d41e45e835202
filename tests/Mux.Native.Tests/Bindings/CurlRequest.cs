namespace Mux.Native;

/// <summary>What to transfer.</summary>
/// <param name="Url">The address.</param>
/// <param name="Body">What to POST. Null for a GET.</param>
/// <param name="ForbidReuse">Whether the connection is closed after the transfer and not kept for the next one.</param>
/// <param name="Timeout">How long the transfer may take. Null for as long as it takes.</param>
internal sealed record CurlRequest(string Url, byte[]? Body = null, bool ForbidReuse = false, TimeSpan? Timeout = null);
