using static Mux.Native.LibCurl;

namespace Mux.Native;

/// <summary>Watches a socket of libcurl by a level-triggered registration, modified when libcurl wants something else.</summary>
// snippet: registered
internal sealed class RegisteredCurlSocket(CurlMulti multi, int number) : ICurlSocket, IReadyHandler
{
    private EventRegistration? _registration;

    public void Want(Interests wanted)
    {
        _registration ??= multi.Loop.RegisterBorrowed(number, wanted, TriggerMode.Level, this);
        if (_registration.Interests != wanted)
        {
            _registration.Modify(wanted);
        }
    }

    public void OnReady(ReadyEvent ready) =>
        multi.Act(number, (ready.CanRead ? CURL_CSELECT_IN : 0) | (ready.CanWrite ? CURL_CSELECT_OUT : 0));

    public void Dispose() => _registration?.Dispose();
}
// end snippet
