using System.Runtime.InteropServices;
using Mux.Epoll.Interop;

namespace Mux.Epoll.Tests.Surroundings;

/// <summary>Every constant, size and offset that the backend has of its own, against this system's C headers.</summary>
[OnLinux]
public sealed class NativeLayoutTests
{
    [Fact]
    public void The_c_compiler_agrees_with_every_constant_size_and_offset()
    {
        CCompiler compiler = CCompiler.OrSkip(KernelHeader);
        string program = string.Join('\n', [.. Headers, .. Asserts()]);

        (int exitCode, string errors) = compiler.Compile(program);

        Assert.True(exitCode == 0, $"{errors}\n{program}");
    }

    [Fact]
    public void The_c_compiler_disagrees_with_what_is_wrong()
    {
        CCompiler compiler = CCompiler.OrSkip(KernelHeader);

        (int exitCode, string errors) = compiler.Compile(string.Join('\n', [.. Headers[..1], "_Static_assert(EPOLLIN == 2, \"EPOLLIN\");"]));

        Assert.NotEqual(0, exitCode);
        Assert.Contains("EPOLLIN", errors, StringComparison.Ordinal);
    }

    private const string KernelHeader = "/usr/include/linux/time_types.h";

    private static readonly string[] Headers =
    [
        "#include <sys/epoll.h>",
        "#include <sys/syscall.h>",
        "#include <errno.h>",
        "#include <stddef.h>",
        "#include <linux/time_types.h>",
    ];

    private static IEnumerable<string> Asserts()
    {
        (string, long)[] values =
        [
            ("EPOLLIN", EpollFlags.EPOLLIN),
            ("EPOLLPRI", EpollFlags.EPOLLPRI),
            ("EPOLLOUT", EpollFlags.EPOLLOUT),
            ("EPOLLERR", EpollFlags.EPOLLERR),
            ("EPOLLHUP", EpollFlags.EPOLLHUP),
            ("EPOLLRDHUP", EpollFlags.EPOLLRDHUP),
            ("EPOLLEXCLUSIVE", EpollFlags.EPOLLEXCLUSIVE),
            ("EPOLLONESHOT", EpollFlags.EPOLLONESHOT),
            ("EPOLLET", EpollFlags.EPOLLET),
            ("EPOLL_CTL_ADD", (long)EpollOperation.Add),
            ("EPOLL_CTL_DEL", (long)EpollOperation.Delete),
            ("EPOLL_CTL_MOD", (long)EpollOperation.Modify),
            ("EPERM", Errno.EPERM),
            ("ENOENT", Errno.ENOENT),
            ("ESRCH", Errno.ESRCH),
            ("EINTR", Errno.EINTR),
            ("EBADF", Errno.EBADF),
            ("EAGAIN", Errno.EAGAIN),
            ("ENOMEM", Errno.ENOMEM),
            ("EEXIST", Errno.EEXIST),
            ("EINVAL", Errno.EINVAL),
            ("ENFILE", Errno.ENFILE),
            ("EMFILE", Errno.EMFILE),
            ("ENOSPC", Errno.ENOSPC),
            ("ENOSYS", Errno.ENOSYS),
            ("ELOOP", Errno.ELOOP),
            ("SYS_pidfd_open", 434),
            ("SYS_epoll_pwait2", 441),
            ("sizeof(struct epoll_event)", EpollEventBuffer.EventSize),
            ("offsetof(struct epoll_event, events)", 0),
            ("offsetof(struct epoll_event, data)", EpollEventBuffer.DataOffset),
            ("sizeof(struct __kernel_timespec)", Marshal.SizeOf<Timespec>()),
            ("offsetof(struct __kernel_timespec, tv_sec)", Marshal.OffsetOf<Timespec>(nameof(Timespec.Seconds))),
            ("offsetof(struct __kernel_timespec, tv_nsec)", Marshal.OffsetOf<Timespec>(nameof(Timespec.Nanoseconds))),
        ];
        return values.Select(value => $"_Static_assert((long long)(unsigned)({value.Item1}) == {value.Item2}LL, \"{value.Item1}\");");
    }
}
