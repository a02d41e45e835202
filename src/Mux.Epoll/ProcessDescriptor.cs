using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Mux.Epoll.Interop;

namespace Mux.Epoll;

/// <summary>A running process as a descriptor that a multiplexer can watch, on Linux: a pidfd.</summary>
/// <remarks>The method may be called from any thread.</remarks>
/// <seealso href="https://man7.org/linux/man-pages/man2/pidfd_open.2.html">pidfd_open(2)</seealso>
public static class ProcessDescriptor
{
    /// <summary>Opens a descriptor that becomes readable when the process has exited, and stays readable. It needs Linux 5.3.</summary>
    /// <remarks>
    /// <para>
    /// Register it with any trigger mode, for <see cref="Interests.Readable"/>; there is nothing to read from it. Once the process's parent has asked for the exit code as
    /// well, newer kernels add <see cref="Readiness.ReadClosed"/>. The process need not be a child of this one, and no right to signal it is needed.
    /// </para>
    /// <para>
    /// Process ids are used again, the descriptor's process stays the same. For a child that <see cref="System.Diagnostics.Process"/> started, look at
    /// <see cref="System.Diagnostics.Process.HasExited"/> after this method has returned: while it is false, the descriptor is that child's. .NET asks for
    /// the exit code of its children at once, so that the id of a child that has just exited means no process, or soon another one.
    /// </para>
    /// </remarks>
    /// <param name="processId">The process's id; above zero. The id of a thread other than a process's first one is refused.</param>
    /// <returns>The descriptor, which is the caller's to close. No child process inherits it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The id is zero or negative.</exception>
    /// <exception cref="ArgumentException">There is no such process: it has exited, or it never was.</exception>
    /// <exception cref="MultiplexerException">The system refused: out of descriptors (RLIMIT_NOFILE, fs.file-max) or memory.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux, the kernel is older than 5.3, or a sandbox forbids the call.</exception>
    [SupportedOSPlatform("linux")]
    public static SafeFileHandle Open(int processId)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(processId);
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("Descriptors of processes by pidfd_open need Linux: use the Exited event of System.Diagnostics.Process instead.");
        }

        SyscallResult opened = PidFd.Open(processId);
        return opened.Succeeded ? new SafeFileHandle(opened.Value, ownsHandle: true) : throw EpollErrors.OnOpenProcess(opened.Errno, processId);
    }
}
