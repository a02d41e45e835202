using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Mux.Interop;

/// <summary>What sendfile(2) does, by reading and sending.</summary>
internal static class FileCopy
{
    /// <summary>How many bytes one call reads at most. More would be read anew at each call that finds the socket full.</summary>
    public const int Chunk = 64 * 1024;

    /// <summary>One read and one send, by way of a pooled buffer.</summary>
    /// <returns>How many bytes went, which may be fewer than were read; 0 when the file ends at the offset. A file that cannot be read is a failure with the system's number for it.</returns>
    public static SyscallResult Send(ISocketCalls calls, int socket, SafeFileHandle file, long offset, int count)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            // What is read and not sent is read again the next time, from the offset to which the sent bytes lead.
            int read = RandomAccess.Read(file, buffer.AsSpan(0, Math.Min(count, Chunk)), offset);
            return read == 0 ? SyscallResult.Success(0) : calls.Send(socket, buffer.AsSpan(0, read), SendHints.None);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return SyscallResult.Failure(error.HResult & 0xffff); // Of Windows: the lower half is GetLastError's number.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
