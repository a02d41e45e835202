using Mux.Epoll.Interop;

namespace Mux.Epoll;

/// <summary>What each errno means to a caller, and what the caller can do about it. Pure.</summary>
internal static class EpollErrors
{
    /// <summary>Why epoll_create1(2), eventfd(2) or pidfd_open(2) made no descriptor.</summary>
    public static MultiplexerException OnCreate(string call, int errno) => new(call, errno, errno switch
    {
        Errno.EMFILE => "This process has as many descriptors as it may: close some, or raise RLIMIT_NOFILE (ulimit -n).",
        Errno.ENFILE => "The system has as many open files as it may: close some, or raise fs.file-max.",
        Errno.ENOMEM => "The kernel is out of memory.",
        _ => null,
    });

    /// <summary>Why pidfd_open(2) made no descriptor.</summary>
    public static Exception OnOpenProcess(int errno, int processId) => errno switch
    {
        Errno.ESRCH => new ArgumentException($"There is no process {processId}: it has exited, or it never was.", nameof(processId)),

        // EINVAL before Linux 6.15.
        Errno.ENOENT or Errno.EINVAL => new ArgumentException($"{processId} is the id of a thread: pass that of its process.", nameof(processId)),

        Errno.EMFILE or Errno.ENFILE or Errno.ENOMEM => OnCreate("pidfd_open", errno),

        // An old kernel, or a sandbox, which may answer with any number.
        _ => new PlatformNotSupportedException(
            $"Descriptors of processes need Linux 5.3 and a sandbox that lets pidfd_open through (errno {errno}): use the Exited event of System.Diagnostics.Process instead."),
    };

    /// <summary>Why EPOLL_CTL_ADD refused a descriptor.</summary>
    public static Exception OnAdd(int errno, int descriptor) => errno switch
    {
        Errno.EEXIST => RegistrationRules.RegisteredTwice(descriptor),
        Errno.EPERM => new NotSupportedException(
            $"Descriptor {descriptor} cannot be watched: epoll takes no regular files, directories or devices without readiness. They are always ready: use them directly, on a thread that may block."),
        Errno.EBADF => new ArgumentException($"Descriptor {descriptor} is not open in this process, or only as a path (O_PATH): register it while it is open for reading or writing."),
        Errno.EINVAL => new InvalidOperationException(
            $"Descriptor {descriptor} cannot be watched like this: a multiplexer cannot watch itself, nor another multiplexer exclusively."),
        Errno.ELOOP => new InvalidOperationException(
            $"Watching descriptor {descriptor} would close a circle of multiplexers that watch each other, or nest them more than five deep."),
        _ => OnControl(errno),
    };

    /// <summary>Why EPOLL_CTL_MOD refused a registration that was in force as far as we knew.</summary>
    public static Exception OnModify(int errno, int descriptor) => errno switch
    {
        Errno.EBADF => RegistrationRules.ClosedFirst(),
        Errno.ENOENT => new InvalidOperationException(
            $"Descriptor {descriptor} now belongs to another file: the watched one was closed without disposing of its registration first. The registration has ended."),
        _ => OnControl(errno),
    };

    /// <summary>Why a wait failed.</summary>
    public static MultiplexerException OnWait(int errno) => new("epoll_wait", errno);

    /// <summary>Why epoll_ctl(2) failed for a reason that lies with the system.</summary>
    public static MultiplexerException OnControl(int errno) => new("epoll_ctl", errno, errno switch
    {
        Errno.ENOSPC => "This user watches as many descriptors as it may: unregister some, or raise fs.epoll.max_user_watches.",
        Errno.ENOMEM => "The kernel is out of memory.",
        _ => null,
    });
}
