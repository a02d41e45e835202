namespace Mux.Native;

/// <summary>What libcurl reported as an error.</summary>
/// <param name="code">The CURLcode of a transfer, or the CURLMcode of the interface.</param>
/// <param name="message">The text of libcurl.</param>
/// <param name="cause">What a callback has thrown.</param>
internal sealed class CurlException(int code, string message, Exception? cause = null) : Exception($"{message} ({code})", cause)
{
    /// <summary>The CURLcode of a transfer, or the CURLMcode of the interface.</summary>
    public int Code => code;
}
