using System.Runtime.InteropServices;
using Mux.Interop;

namespace Mux;

/// <summary>Reads and writes a caller's descriptor without ever blocking, whatever mode it is in.</summary>
internal sealed class DescriptorAccess
{
    // PIPE_BUF of POSIX: a pipe that poll(2) calls writable has room for as much, on every system.
    private const int BlockingWriteLimit = 512;

    private readonly SafeHandle _handle;
    private readonly bool _isNonBlocking;

    /// <exception cref="PlatformNotSupportedException">This is Windows.</exception>
    /// <exception cref="MultiplexerException">The descriptor cannot be asked for its mode.</exception>
    public DescriptorAccess(SafeHandle handle)
    {
        ThrowOnWindows();
        _handle = handle;

        // Asked once. The mode belongs to the open file and is shared with other processes, which is why it is not changed here.
        using var lease = new HandleLease(handle);
        SyscallResult mode = UnixDescriptor.IsNonBlocking(lease.Number);
        _isNonBlocking = mode.Succeeded ? mode.Value != 0 : throw new MultiplexerException("fcntl", mode.Errno);
    }

    public static void ThrowOnWindows()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Windows has no read(2) and write(2) for sockets: use the socket's own Receive and Send, and await ReadableAsync or WritableAsync when they would block.");
        }
    }

    /// <summary>Reads; with an empty buffer, asks whether there is something to read.</summary>
    /// <returns>False when it would block.</returns>
    public bool TryRead(Span<byte> buffer, out int read)
    {
        using var lease = new HandleLease(_handle);
        if ((buffer.IsEmpty || !_isNonBlocking) && !IsReady(UnixDescriptor.IsReadable(lease.Number)))
        {
            read = 0;
            return false;
        }

        if (buffer.IsEmpty)
        {
            read = 0;
            return true;
        }

        SyscallResult result;
        do
        {
            result = UnixDescriptor.Read(lease.Number, buffer);
        }
        while (result.Errno == UnixErrno.EINTR);
        return Conclude("read", result, out read);
    }

    /// <summary>Writes as much as there is room for.</summary>
    /// <returns>False when it would block.</returns>
    public bool TryWrite(ReadOnlySpan<byte> buffer, out int written)
    {
        using var lease = new HandleLease(_handle);
        if (!_isNonBlocking)
        {
            if (!IsReady(UnixDescriptor.IsWritable(lease.Number)))
            {
                written = 0;
                return false;
            }

            buffer = buffer[..Math.Min(buffer.Length, BlockingWriteLimit)];
        }

        SyscallResult result;
        do
        {
            result = UnixDescriptor.Write(lease.Number, buffer);
        }
        while (result.Errno == UnixErrno.EINTR);
        return Conclude("write", result, out written);
    }

    // An interrupted question is answered by "no": an event, or the next attempt, tells.
    private static bool IsReady(SyscallResult poll) =>
        poll.Succeeded ? poll.Value != 0 : poll.Errno == UnixErrno.EINTR ? false : throw new MultiplexerException("poll", poll.Errno);

    private static bool Conclude(string call, SyscallResult result, out int count)
    {
        count = result.Succeeded ? result.Value : 0;
        return result.Succeeded || (result.Errno == UnixErrno.EAGAIN ? false : throw new MultiplexerException(call, result.Errno));
    }
}
