using System.Runtime.InteropServices;

namespace Mux.Interop;

/// <summary>What macOS does to a socket after it is made, for want of flags to make it so: a process that is started in between inherits it.</summary>
internal static unsafe partial class DarwinDescriptor
{
    private const nuint FIOCLEX = 0x20006601;
    private const nuint FIONBIO = 0x8004667e;
    private const int SO_NOSIGPIPE = 0x1022;
    private const int EINVAL = 22;
    private const int ECONNABORTED = 53;

    /// <summary>Makes a socket close-on-exec, non-blocking and free of SIGPIPE.</summary>
    /// <returns>Success, or the first error. ECONNABORTED when the peer of an accepted socket is gone already: macOS then refuses to set options, with EINVAL.</returns>
    public static SyscallResult Prepare(int socket)
    {
        int yes = 1;
        SyscallResult result = SyscallResult.Capture(Control(socket, FIOCLEX, null, 0, 0, 0, 0, 0, null));
        if (result.Succeeded)
        {
            result = SyscallResult.Capture(Control(socket, FIONBIO, &yes, 0, 0, 0, 0, 0, &yes));
        }

        if (result.Succeeded)
        {
            result = SyscallResult.Capture(BsdLibC.SetOption(socket, BsdLibC.SOL_SOCKET, SO_NOSIGPIPE, &yes, sizeof(int)));
        }

        return result.Errno == EINVAL ? SyscallResult.Failure(ECONNABORTED) : result;
    }

    // int ioctl(int, unsigned long, ...). A P/Invoke knows nothing of variadic calls. On x64 their arguments are passed like any others; on arm64 macOS passes them on the stack, where
    // arguments go that find the eight registers taken. So the argument is given twice, third and ninth, and each processor's ioctl finds it where it looks.
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(
        int descriptor, nuint request, int* third, nint fourth, nint fifth, nint sixth, nint seventh, nint eighth, int* ninth);
}
