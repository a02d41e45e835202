using System.Runtime.InteropServices;

namespace Mux.Interop;

/// <summary>sendfile(2) of macOS and of FreeBSD: two calls of one name.</summary>
internal static unsafe partial class BsdFileTransfer
{
    private const int EINTR = 4;
    private const int EAGAIN = 35;

    public static SyscallResult OnDarwin(int socket, int file, long offset, int count)
    {
        if (count == 0)
        {
            return SyscallResult.Success(0); // To the system it means "up to the end of the file".
        }

        long length = count; // In: how many to send. Out: how many went.
        return Judge(SyscallResult.Capture(SendOnDarwin(file, socket, offset, &length, null, 0)), length, count);
    }

    public static SyscallResult OnFreeBsd(int socket, int file, long offset, int count)
    {
        if (count == 0)
        {
            return SyscallResult.Success(0);
        }

        long sent = 0;
        return Judge(SyscallResult.Capture(SendOnFreeBsd(file, socket, offset, (nuint)count, null, &sent, 0)), sent, count);
    }

    /// <summary>What a transfer came to. One that filled the socket, or that a signal ended, "fails" although bytes went: they must not go again. After other errors macOS promises no count.</summary>
    internal static SyscallResult Judge(SyscallResult result, long sent, int count) =>
        result.Succeeded || (result.Errno is EAGAIN or EINTR && sent > 0)
            ? SyscallResult.Success((int)Math.Min(sent, count))
            : result;

    [LibraryImport("libc", EntryPoint = "sendfile", SetLastError = true)]
    private static partial int SendOnDarwin(int file, int socket, long offset, long* length, void* headers, int flags);

    [LibraryImport("libc", EntryPoint = "sendfile", SetLastError = true)]
    private static partial int SendOnFreeBsd(int file, int socket, long offset, nuint count, void* headers, long* sent, int flags);
}
