using System.Runtime.InteropServices;
using static Mux.Native.LibCurl;

namespace Mux.Native;

/// <summary>Transfers of libcurl on an event loop, by the multi_socket interface as the libcurl manual describes it.</summary>
/// <remarks>All members belong to the thread of the loop.</remarks>
internal sealed class CurlMulti : IDisposable
{
    private readonly nint _multi;
    private readonly LoopTimer _timer;
    private readonly Func<CurlMulti, int, ICurlSocket> _watch;
    private readonly Dictionary<int, ICurlSocket> _sockets = [];
    private readonly Dictionary<nint, CurlTransfer> _transfers = [];
    private readonly SocketFunction _onSocket; // libcurl calls them as long as it lives, so they must not be collected.
    private readonly TimerFunction _onTimer;
    private Exception? _failure; // Why a socket cannot be watched.
    private bool _disposed;

    static CurlMulti() => Check(curl_global_init(CURL_GLOBAL_DEFAULT));

    /// <param name="loop">The loop that serves the transfers.</param>
    /// <param name="watch">Begins to watch a socket, given its number.</param>
    public CurlMulti(EventLoop loop, Func<CurlMulti, int, ICurlSocket> watch)
    {
        Loop = loop;
        _watch = watch;
        (_onSocket, _onTimer) = (OnSocket, OnTimer);
        _timer = loop.Schedule(Timeout.InfiniteTimeSpan, () => Act(CURL_SOCKET_TIMEOUT, 0));
        _multi = curl_multi_init();
        Check(curl_multi_setopt(_multi, CURLMOPT_SOCKETFUNCTION, Marshal.GetFunctionPointerForDelegate(_onSocket)));
        Check(curl_multi_setopt(_multi, CURLMOPT_TIMERFUNCTION, Marshal.GetFunctionPointerForDelegate(_onTimer)));
    }

    /// <summary>The loop that serves the transfers.</summary>
    public EventLoop Loop { get; }

    /// <summary>Performs a transfer.</summary>
    /// <exception cref="CurlException">It failed.</exception>
    public Task<CurlResponse> TransferAsync(CurlRequest request)
    {
        var transfer = new CurlTransfer(request);
        _transfers.Add(transfer.Easy, transfer);
        Check(curl_multi_add_handle(_multi, transfer.Easy)); // Asks for the timer, which begins the transfer.
        return transfer.Completion;
    }

    // snippet: act
    /// <summary>Tells libcurl that a socket is ready or that its timer has run out. Must not be called from its callbacks.</summary>
    public void Act(int socket, int events)
    {
        int code = curl_multi_socket_action(_multi, socket, events, out _);
        if (code != 0)
        {
            FailAll(code);
            return;
        }

        while (curl_multi_info_read(_multi, out _) is var message and not 0)
        {
            Finish(Marshal.PtrToStructure<LibCurl.Message>(message));
        }
    }

    private int OnSocket(nint easy, int socket, int what, nint client, nint socketData)
    {
        try
        {
            if (what != CURL_POLL_REMOVE)
            {
                Watch(socket).Want(what switch
                {
                    CURL_POLL_IN => Interests.Readable,
                    CURL_POLL_OUT => Interests.Writable,
                    _ => Interests.Readable | Interests.Writable,
                });
            }
            else if (_sockets.Remove(socket, out ICurlSocket? removed))
            {
                removed.Dispose(); // libcurl closes it after this call, or keeps it for another transfer.
            }

            return 0;
        }
        catch (Exception failure)
        {
            _failure = failure; // No exception may pass through the frames of libcurl.
            return -1;
        }
    }

    private int OnTimer(nint multi, CLong milliseconds, nint client)
    {
        // Also for 0: libcurl must not be called from here.
        _timer.Reschedule(milliseconds.Value < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(milliseconds.Value));
        return 0;
    }
    // end snippet

    /// <summary>Ends the transfers that are under way, and closes the connections that libcurl has kept.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        foreach (CurlTransfer transfer in _transfers.Values)
        {
            Check(curl_multi_remove_handle(_multi, transfer.Easy));
            transfer.Cancel();
            transfer.Dispose();
        }

        _transfers.Clear();
        Check(curl_multi_cleanup(_multi));
        _timer.Dispose();
    }

    private ICurlSocket Watch(int socket)
    {
        if (!_sockets.TryGetValue(socket, out ICurlSocket? watched))
        {
            _sockets[socket] = watched = _watch(this, socket);
        }

        return watched;
    }

    private void FailAll(int code)
    {
        foreach (CurlTransfer transfer in _transfers.Values)
        {
            transfer.Fail(new CurlException(code, Message(code), _failure));
        }
    }

    private void Finish(LibCurl.Message message)
    {
        if (message.Kind == CURLMSG_DONE && _transfers.Remove(message.Easy, out CurlTransfer? transfer))
        {
            Check(curl_multi_remove_handle(_multi, transfer.Easy));
            transfer.Complete(message.Data.Result);
            transfer.Dispose();
        }
    }

    private static void Check(int code)
    {
        if (code != 0)
        {
            throw new CurlException(code, Message(code));
        }
    }

    private static string Message(int code) => Marshal.PtrToStringUTF8(curl_multi_strerror(code))!;
}
