using System.Runtime.InteropServices;
using static Mux.Native.LibCurl;

namespace Mux.Native;

/// <summary>One transfer: an easy handle of libcurl, and where its body goes.</summary>
internal sealed class CurlTransfer : IDisposable
{
    // The code that awaits it must not run inside libcurl.
    private readonly TaskCompletionSource<CurlResponse> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MemoryStream _body = new();
    private readonly WriteFunction _onData; // libcurl calls it as long as the transfer lives, so it must not be collected.

    public CurlTransfer(CurlRequest request)
    {
        _onData = OnData;
        Easy = curl_easy_init();
        Check(curl_easy_setopt(Easy, CURLOPT_URL, request.Url));
        Check(curl_easy_setopt(Easy, CURLOPT_NOPROXY, "*"));
        Check(curl_easy_setopt(Easy, CURLOPT_NOSIGNAL, 1)); // The process needs its signals.
        Check(curl_easy_setopt(Easy, CURLOPT_WRITEFUNCTION, Marshal.GetFunctionPointerForDelegate(_onData)));
        Check(curl_easy_setopt(Easy, CURLOPT_FORBID_REUSE, request.ForbidReuse ? 1 : 0));
        Check(curl_easy_setopt(Easy, CURLOPT_TIMEOUT_MS, (nint)(request.Timeout?.TotalMilliseconds ?? 0)));
        if (request.Body is { } body)
        {
            Check(curl_easy_setopt(Easy, CURLOPT_POSTFIELDSIZE, body.Length)); // Before the body: it says how much of it to copy.
            Check(curl_easy_setopt(Easy, CURLOPT_COPYPOSTFIELDS, body));
        }
    }

    /// <summary>The easy handle.</summary>
    public nint Easy { get; }

    /// <summary>The response. Ends with <see cref="CurlException"/> when the transfer fails.</summary>
    public Task<CurlResponse> Completion => _completion.Task;

    /// <summary>Completes the transfer.</summary>
    /// <param name="result">The CURLcode that it ended with.</param>
    public void Complete(int result)
    {
        if (result != 0)
        {
            Fail(new CurlException(result, Message(result)));
            return;
        }

        Check(curl_easy_getinfo(Easy, CURLINFO_RESPONSE_CODE, out nint status));
        _completion.TrySetResult(new CurlResponse((int)status, _body.ToArray()));
    }

    /// <summary>Completes the transfer with an exception.</summary>
    public void Fail(CurlException failure) => _completion.TrySetException(failure);

    /// <summary>Ends a transfer that is under way.</summary>
    public void Cancel() => _completion.TrySetCanceled();

    public void Dispose() => curl_easy_cleanup(Easy);

    private nuint OnData(nint data, nuint size, nuint count, nint user)
    {
        byte[] piece = new byte[checked((int)(size * count))];
        Marshal.Copy(data, piece, 0, piece.Length);
        _body.Write(piece);
        return (nuint)piece.Length;
    }

    private static void Check(int code)
    {
        if (code != 0)
        {
            throw new CurlException(code, Message(code));
        }
    }

    private static string Message(int code) => Marshal.PtrToStringUTF8(curl_easy_strerror(code))!;
}
