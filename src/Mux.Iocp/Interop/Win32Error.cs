namespace Mux.Iocp.Interop;

/// <summary>The Win32 and Winsock error codes that this backend decides by.</summary>
internal static class Win32Error
{
    public const int Success = 0;
    public const int NotEnoughMemory = 8;
    public const int WaitTimeout = 258;
    public const int AbandonedWait = 735; // ERROR_ABANDONED_WAIT_0: the port was closed under a wait.
    public const int NotSocket = 10038;   // WSAENOTSOCK.
    public const int NoBufferSpace = 10055; // WSAENOBUFS.
    public const int NotInitialised = 10093; // WSANOTINITIALISED.
}
