using static Mux.Native.LibCurl;

namespace Mux.Native;

/// <summary>Watches a socket of libcurl by awaits: one async method for each direction that libcurl wants.</summary>
internal sealed class AwaitedCurlSocket(CurlMulti multi, int number) : ICurlSocket
{
    private readonly AsyncHandle _handle = multi.Loop.AttachBorrowed(number);
    private Interests _wanted;
    private Interests _awaited; // The directions whose method runs.

    public void Want(Interests wanted)
    {
        _wanted = wanted;
        WatchAsync(Interests.Readable, CURL_CSELECT_IN);
        WatchAsync(Interests.Writable, CURL_CSELECT_OUT);
    }

    public void Dispose()
    {
        _wanted = Interests.None;
        _handle.Dispose(); // Ends what is awaited.
    }

    // snippet: awaited
    // An async void method: what it throws comes to the loop's UnhandledException.
    private async void WatchAsync(Interests direction, int selected)
    {
        if ((_wanted & direction) == 0 || (_awaited & direction) != 0)
        {
            return; // A method that runs already sees what is wanted now.
        }

        _awaited |= direction;
        await Task.Yield(); // libcurl is calling, and must not be called from here: a wait may end at once.
        try
        {
            while ((_wanted & direction) != 0)
            {
                await _handle.WaitAsync(direction);
                if ((_wanted & direction) != 0) // libcurl may have changed its mind during the wait.
                {
                    multi.Act(number, selected);
                }
            }
        }
        catch (ObjectDisposedException) when (_wanted == Interests.None)
        {
            // libcurl has removed the socket. This may run inside libcurl.
        }

        _awaited &= ~direction;
    }
    // end snippet
}
