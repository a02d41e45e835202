using Mux.Iocp.Interop;

namespace Mux.Iocp;

/// <summary>What each error code means to a caller, and what the caller can do about it. Pure.</summary>
internal static class IocpErrors
{
    private const int StatusInsufficientResources = unchecked((int)0xC000009A);
    private const int StatusTooManyOpenedFiles = unchecked((int)0xC000011F);

    /// <summary>Why the socket driver gave no helper handle.</summary>
    public static Exception OnOpenAfd(int status) => status is StatusInsufficientResources or StatusTooManyOpenedFiles
        ? new MultiplexerException("NtCreateFile", status, "The system is out of memory or handles.")
        : new PlatformNotSupportedException($"The iocp backend cannot be used here: it {WhyNoAfd(status)}.");

    /// <summary>The same as a clause.</summary>
    public static string WhyNoAfd(int status) =>
        $"needs the socket driver's device, which this process may not open (NTSTATUS 0x{status:X8}); app containers forbid it";

    /// <summary>Why getsockopt did not say what kind of socket a handle is.</summary>
    public static Exception OnSocketKind(Win32Result query, bool isOpen) => query.Error switch
    {
        Win32Error.NotSocket when !isOpen => new ArgumentException("The handle is not open in this process: register it while it is open."),
        Win32Error.NotSocket => new NotSupportedException(
            "Only sockets can be watched on Windows. For a pipe, file or console use asynchronous I/O, or a thread that may block and sends on to a socket pair."),
        Win32Error.NotInitialised => new InvalidOperationException(
            "Winsock was not started in this process, so no number is a socket here: make the socket by System.Net.Sockets or Mux.Sockets, or call WSAStartup first."),
        _ => new MultiplexerException("getsockopt", query.Error),
    };

    /// <summary>Why WSAIoctl did not give the socket that the driver knows.</summary>
    public static Exception OnBaseSocket(Win32Result query) => query.Error switch
    {
        Win32Error.NoBufferSpace or Win32Error.NotEnoughMemory => new MultiplexerException("WSAIoctl", query.Error, "The system is out of memory: try again later."),
        _ => new NotSupportedException(
            $"The socket comes from a layered provider that hides the system's own socket (error {query.Error}), so its readiness cannot be asked for. Remove the provider (netsh winsock show catalog), or use the socket's own asynchronous methods."),
    };

    /// <summary>Why a poll could not be submitted.</summary>
    public static MultiplexerException OnPoll(int status) => new("NtDeviceIoControlFile", status, "The change is tried again at the next wait.");

    /// <summary>Whether a submission failed because the socket is closed.</summary>
    public static bool IsClosed(int status) => status is NtStatus.InvalidHandle or NtStatus.ObjectTypeMismatch;
}
