using System.Net.Sockets;
using Mux.Interop;

namespace Mux;

/// <summary>Why the system opens no pipe, and what to do about it. See pipe2(2) and pipe(7).</summary>
internal static class PipeRefusal
{
    private const int ENFILE = 23;
    private const int EMFILE = 24;

    public static SocketException Of(int errno)
    {
        SocketError error = SocketErrors.OfLinux(errno);
        return new SocketException((int)error, (errno, error) switch
        {
            (EMFILE, _) => "No pipe: this process has as many descriptors open as it may. Raise the limit where it is started ('ulimit -n', or LimitNOFILE of its systemd unit), or close some.",

            // One number for two limits.
            (ENFILE, _) => "No pipe: the system has as many files open as it allows (/proc/sys/fs/file-max), or this user's pipes as much memory (/proc/sys/fs/pipe-user-pages-hard). Raise that limit, or close some.",
            (_, SocketError.NoBufferSpaceAvailable) => "No pipe: the kernel has no memory for one. Try again later, or copy through a buffer meanwhile.",
            _ => $"No pipe: pipe2(2) failed with errno {errno}. Copy through a buffer instead.",
        });
    }
}
