namespace Mux.Native;

/// <summary>
/// One socket of libcurl, watched for what libcurl wants at present. Calls <see cref="CurlMulti.Act"/> when it is ready. Disposing of it
/// ends the watching.
/// </summary>
internal interface ICurlSocket : IDisposable
{
    /// <summary>Changes what the socket is watched for. libcurl is calling: do not call it back from here.</summary>
    /// <param name="wanted">One direction or both.</param>
    void Want(Interests wanted);
}
