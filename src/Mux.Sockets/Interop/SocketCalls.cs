using System.Net.Sockets;

namespace Mux.Interop;

/// <summary>The calls of the system that this process runs on, and what callers to whom a failure is exceptional do with any.</summary>
internal static class SocketCalls
{
    /// <exception cref="PlatformNotSupportedException">None of Linux, macOS, FreeBSD and Windows.</exception>
    public static ISocketCalls OfThisSystem { get; } = Create();

    /// <exception cref="SocketException">The call failed.</exception>
    public static void ThrowIfFailed(this ISocketCalls calls, SyscallResult call)
    {
        if (!call.Succeeded)
        {
            throw SocketFailure.Of(calls.ErrorOf(call.Errno), call.Errno);
        }
    }

    private static ISocketCalls Create()
    {
        if (OperatingSystem.IsLinux())
        {
            return new LinuxSocketCalls();
        }

        if (OperatingSystem.IsWindows())
        {
            return new WindowsSocketCalls();
        }

        return OperatingSystem.IsMacOS() || OperatingSystem.IsFreeBSD()
            ? new BsdSocketCalls()
            : throw new PlatformNotSupportedException("Mux.Sockets knows the socket calls of Linux, macOS, FreeBSD and Windows, and this is none of them: use System.Net.Sockets, and register the sockets' handles.");
    }
}
