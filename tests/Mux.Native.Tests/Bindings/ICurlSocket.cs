namespace Mux.Native;

/// <summary>One socket of libcurl, watched for what libcurl wants at present. It tells <see cref="CurlMulti.Act"/> what it is ready for. Disposing of it ends the watching.</summary>
internal interface ICurlSocket : IDisposable
{
    /// <summary>Changes what the socket is watched for. libcurl is calling: do not call it back from here.</summary>
    /// <param name="wanted">One direction or both.</param>
    void Want(Interests wanted);
}
