using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Mux.Interop;

/// <summary>
/// Failures of sockets as exceptions that say what the system said. <see cref="SocketError"/> has one value where a system has several, and the class library's message for it may be that of another one.
/// </summary>
internal static class SocketFailure
{
    private const int EMFILE = 24; // The same on every Unix, as is the next.
    private const int ENFILE = 23;

    /// <summary>The exception for a failure.</summary>
    /// <param name="error">The reason.</param>
    /// <param name="systemError">The system's number for it; 0 when only the reason is known.</param>
    public static SocketException Of(SocketError error, int systemError)
    {
        if (OperatingSystem.IsWindows())
        {
            return new SocketException((int)error);
        }

        return (systemError, error) switch
        {
            (EMFILE, _) => new SocketException((int)error, "This process has as many descriptors open as it may (EMFILE). Raise the limit where it is started ('ulimit -n', or LimitNOFILE of its systemd unit), or close some."),
            (ENFILE, _) => new SocketException((int)error, "The system has as many files open as it allows (ENFILE; /proc/sys/fs/file-max on Linux, kern.maxfiles on macOS and FreeBSD). Raise that limit, or close some."),
            (0, SocketError.TooManyOpenSockets) => new SocketException((int)error, "This process, or the system, has as many descriptors open as it may. Raise the limit where the process is started ('ulimit -n', or LimitNOFILE of its systemd unit), or close some."),
            (0, _) => new SocketException((int)error),
            _ => new SocketException((int)error, Marshal.GetPInvokeErrorMessage(systemError)),
        };
    }
}
