using Mux.Kqueue.Interop;

namespace Mux.Kqueue;

/// <summary>What each errno means to a caller, and what the caller can do about it. Pure.</summary>
internal static class KqueueErrors
{
    /// <summary>Why kqueue(2) made no descriptor.</summary>
    public static MultiplexerException OnCreate(int errno) => new("kqueue", errno, errno switch
    {
        Errno.EMFILE => "This process has as many descriptors as it may: close some, or raise RLIMIT_NOFILE (ulimit -n).",
        Errno.ENFILE => "The system has as many open files as it may: close some, or raise kern.maxfiles.",
        Errno.ENOMEM => "The kernel is out of memory.",
        _ => null,
    });

    /// <summary>A regular file or directory.</summary>
    public static NotSupportedException OnFile(int descriptor) => new(
        $"Descriptor {descriptor} cannot be watched: a regular file or directory is always ready. Use it directly, on a thread that may block.");

    /// <summary>A multiplexer that would watch itself.</summary>
    public static InvalidOperationException OnSelf(int descriptor) => new(
        $"Descriptor {descriptor} cannot be watched: a multiplexer cannot watch itself.");

    /// <summary>Why a descriptor could not be added.</summary>
    public static Exception OnAdd(int errno, int descriptor) => errno switch
    {
        Errno.EBADF => new ArgumentException($"Descriptor {descriptor} is not open in this process: register it while it is open."),
        Errno.EINVAL or Errno.ENODEV or Errno.ENOTSUP => new NotSupportedException(
            $"Descriptor {descriptor} cannot be watched: its driver has no readiness. Use it directly, on a thread that may block."),
        _ => OnKevent(errno),
    };

    /// <summary>Why a registration could not be changed that was in force as far as we knew.</summary>
    public static Exception OnChange(int errno, int descriptor) => errno switch
    {
        Errno.EBADF => RegistrationRules.ClosedFirst(),
        Errno.ENOENT => new InvalidOperationException(
            $"Descriptor {descriptor} now belongs to another file: the watched one was closed without disposing of its registration first. The registration has ended."),
        _ => OnKevent(errno),
    };

    /// <summary>Why a process could not be watched.</summary>
    public static Exception OnOpenProcess(int errno, int processId) => errno switch
    {
        Errno.ESRCH => new ArgumentException($"There is no process {processId} that can be watched: it has exited, or it never was.", nameof(processId)),
        _ => OnKevent(errno),
    };

    /// <summary>Why kevent(2) failed for a reason that lies with the system.</summary>
    public static MultiplexerException OnKevent(int errno) => new("kevent", errno, errno switch
    {
        Errno.ENOMEM => "The kernel is out of memory.",
        _ => null,
    });
}
