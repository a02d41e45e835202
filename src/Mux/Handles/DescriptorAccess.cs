using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Mux.Interop;

namespace Mux;

/// <summary>Reads and writes a caller's descriptor without ever blocking, whatever mode it is in and whoever changes that.</summary>
/// <remarks>
/// <para>
/// O_NONBLOCK belongs to the open file, which other processes may share: a shell or a child that clears it would have the loop block. So it is not relied on where there is another way. Sockets are read and written
/// with MSG_DONTWAIT; other descriptors with RWF_NOWAIT where the kernel and the driver know it; pipes, FIFOs and terminals, where they do not, by an open file of our own.
/// </para>
/// <para>What is left, such as inotify or the master of a pseudo-terminal, is used as it is as long as it is in non-blocking mode, which is asked for before each call, and refused otherwise.</para>
/// </remarks>
internal sealed class DescriptorAccess(SafeHandle handle, bool triesNoWait = true) : IDisposable
{
    private readonly Lock _lock = new();
    private Way _reading; // Written once from Unknown, and perhaps once more from NoWait; two threads that do so come to the same.
    private Way _writing;
    private SafeFileHandle? _ownFile; // Guarded by the lock.
    private bool _disposed;           // Guarded by the lock.

    private enum Way
    {
        Unknown,
        Socket,
        NoWait,
        OwnFile,
        AsItIs,
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
    /// <exception cref="NotSupportedException">The descriptor is in blocking mode, and there is no way to read it that would not block.</exception>
    public bool TryRead(Span<byte> buffer, out int read)
    {
        ThrowOnWindows();
        using var lease = new HandleLease(handle);
        if (buffer.IsEmpty)
        {
            read = 0;
            return IsReadable(lease.Number);
        }

        SyscallResult result;
        do
        {
            result = Read(lease.Number, buffer);
        }
        while (result.Errno == UnixErrno.EINTR);
        return Conclude(result, DescriptorErrors.OnRead, out read);
    }

    /// <summary>Writes as much as there is room for, by one call.</summary>
    /// <returns>False when it would block.</returns>
    /// <exception cref="NotSupportedException">The descriptor is in blocking mode, and there is no way to write to it that would not block.</exception>
    public bool TryWrite(ReadOnlySpan<byte> buffer, out int written)
    {
        ThrowOnWindows();
        using var lease = new HandleLease(handle);
        SyscallResult result;
        do
        {
            result = Write(lease.Number, buffer);
        }
        while (result.Errno == UnixErrno.EINTR);
        return Conclude(result, DescriptorErrors.OnWrite, out written);
    }

    /// <summary>Closes the open file of our own, if there is one.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _ownFile?.Dispose();
        }
    }

    private SyscallResult Read(int number, Span<byte> buffer)
    {
        Way way = _reading == Way.Unknown ? _reading = Choose(number) : _reading;
        if (way == Way.NoWait)
        {
            SyscallResult read = UnixDescriptor.ReadNoWait(number, buffer);
            if (!IsUnknown(read))
            {
                return read;
            }

            _reading = way = ChooseWithoutNoWait(number);
        }

        switch (way)
        {
            case Way.Socket:
                return UnixDescriptor.Receive(number, buffer);
            case Way.OwnFile:
                using (var own = new HandleLease(OwnFile(number)!))
                {
                    return UnixDescriptor.Read(own.Number, buffer);
                }

            default:
                RefuseIfBlocking(number, "read");
                return UnixDescriptor.Read(number, buffer);
        }
    }

    private SyscallResult Write(int number, ReadOnlySpan<byte> bytes)
    {
        Way way = _writing == Way.Unknown ? _writing = Choose(number) : _writing;
        if (way == Way.NoWait)
        {
            SyscallResult written = UnixDescriptor.WriteNoWait(number, bytes);
            if (!IsUnknown(written))
            {
                return written;
            }

            _writing = way = ChooseWithoutNoWait(number);
        }

        switch (way)
        {
            case Way.Socket:
                return UnixDescriptor.Send(number, bytes);
            case Way.OwnFile:
                using (var own = new HandleLease(OwnFile(number)!))
                {
                    return UnixDescriptor.Write(own.Number, bytes);
                }

            default:
                RefuseIfBlocking(number, "written to");
                return UnixDescriptor.Write(number, bytes);
        }
    }

    private Way Choose(int number) =>
        UnixDescriptor.IsSocket(number) ? Way.Socket
        : OperatingSystem.IsLinux() && triesNoWait ? Way.NoWait
        : ChooseWithoutNoWait(number);

    private Way ChooseWithoutNoWait(int number) => OperatingSystem.IsLinux() && OwnFile(number) is not null ? Way.OwnFile : Way.AsItIs;

    // Null where it cannot be had: another kind of descriptor, no /proc, or the terminal is another user's.
    private SafeFileHandle? OwnFile(int number)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(AsyncHandle));
            if (_ownFile is null && UnixDescriptor.CanReopen(number) && UnixDescriptor.Reopen(number) is { Succeeded: true } opened)
            {
                _ownFile = new SafeFileHandle(opened.Value, ownsHandle: true);
            }

            return _ownFile;
        }
    }

    private static void RefuseIfBlocking(int number, string verb)
    {
        SyscallResult mode = UnixDescriptor.IsNonBlocking(number);
        if (!mode.Succeeded)
        {
            throw DescriptorErrors.OnMode(mode.Errno);
        }

        if (mode.Value == 0)
        {
            throw new NotSupportedException(
                $"Descriptor {number} is in blocking mode and cannot be {verb} without blocking the event loop: open it with O_NONBLOCK, or set that by fcntl(2) and let no other process clear it.");
        }
    }

    // What the kernel, a sandbox or the C library does not know. EINVAL is left to the caller's buffer: eventfd(2) answers with it for fewer than 8 bytes.
    private static bool IsUnknown(SyscallResult result) => result.Errno is UnixErrno.LinuxEOPNOTSUPP or UnixErrno.LinuxENOSYS or UnixErrno.EPERM or UnixErrno.EACCES;

    // An interrupted question is answered by "no": an event, or the next attempt, tells.
    private static bool IsReadable(int number)
    {
        SyscallResult poll = UnixDescriptor.IsReadable(number);
        return poll.Succeeded ? poll.Value != 0 : poll.Errno == UnixErrno.EINTR ? false : throw DescriptorErrors.OnPoll(poll.Errno);
    }

    private static bool Conclude(SyscallResult result, Func<int, MultiplexerException> failure, out int count)
    {
        count = result.Succeeded ? result.Value : 0;
        return result.Succeeded || (result.Errno == UnixErrno.EAGAIN ? false : throw failure(result.Errno));
    }
}
