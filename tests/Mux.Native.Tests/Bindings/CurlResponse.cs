namespace Mux.Native;

/// <summary>What a transfer brought.</summary>
/// <param name="Status">The status code of HTTP.</param>
/// <param name="Body">The body.</param>
internal sealed record CurlResponse(int Status, byte[] Body);
