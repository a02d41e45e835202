using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Mux.Interop;

/// <summary>Failures of sockets as exceptions that say what the system said: <see cref="SocketError"/> has one value where a system has several, and the class library's words for it may be those of another one.</summary>
internal static class SocketFailure
{
    private const int EMFILE = 24; // The same on every Unix, as the next.
    private const int ENFILE = 23;

    /// <summary>Of a call that failed just now.</summary>
    public static SocketException Of(ISocketCalls calls, int errno)
    {
        SocketError error = calls.ErrorOf(errno);
        if (OperatingSystem.IsWindows())
        {
            return Of(error);
        }

        return new SocketException((int)error, errno switch
        {
            EMFILE => "This process has as many descriptors open as it may (EMFILE). Raise the limit where it is started ('ulimit -n', or LimitNOFILE of its systemd unit), or close some.",
            ENFILE => "The system has as many files open as it allows (ENFILE; /proc/sys/fs/file-max on Linux, kern.maxfiles on macOS and FreeBSD). Raise that limit, or close some.",
            _ => Marshal.GetPInvokeErrorMessage(errno),
        });
    }

    /// <summary>Of which no more is known.</summary>
    public static SocketException Of(SocketError error) => error == SocketError.TooManyOpenSockets && !OperatingSystem.IsWindows()
        ? new SocketException((int)error, "This process, or the system, has as many descriptors open as it may. Raise the limit where the process is started ('ulimit -n', or LimitNOFILE of its systemd unit), or close some.")
        : new SocketException((int)error);
}
