using Mux.Epoll.Interop;
using Mux.Tests;

namespace Mux.Epoll.Tests.Faults;

/// <summary>Every place of this backend that builds a message from an errno.</summary>
[OnLinux]
public sealed class ErrorMessageTests
{
    private const int EIO = 5;

    [Fact]
    public void Each_says_what_the_system_said_and_what_to_do()
    {
        var table = new ErrorTable();
        table.Add<MultiplexerException>(EpollErrors.OnCreate("epoll_create1", Errno.EMFILE), ["epoll_create1", "Too many open files (24)", "RLIMIT_NOFILE"], not: "file-max");
        table.Add<MultiplexerException>(EpollErrors.OnCreate("eventfd", Errno.ENFILE), ["eventfd", "Too many open files in system (23)", "fs.file-max"], not: "RLIMIT_NOFILE");
        table.Add<MultiplexerException>(EpollErrors.OnCreate("eventfd", Errno.ENOMEM), "eventfd", "(12)", "out of memory");
        table.Add<MultiplexerException>(EpollErrors.OnCreate("eventfd", EIO), "eventfd failed: Input/output error (5).");

        table.Add<ArgumentException>(EpollErrors.OnOpenProcess(Errno.ESRCH, 42), ["no process 42", "exited"], not: "thread");
        table.Add<ArgumentException>(EpollErrors.OnOpenProcess(Errno.EINVAL, 42), ["42 is the id of a thread"], not: "exited");
        table.Add<ArgumentException>(EpollErrors.OnOpenProcess(Errno.ENOENT, 42), ["42 is the id of a thread"], not: "exited");
        table.Add<MultiplexerException>(EpollErrors.OnOpenProcess(Errno.EMFILE, 42), "pidfd_open", "RLIMIT_NOFILE");
        table.Add<PlatformNotSupportedException>(EpollErrors.OnOpenProcess(Errno.EPERM, 42), "sandbox", "errno 1", "Exited");

        table.Add<InvalidOperationException>(EpollErrors.OnAdd(Errno.EEXIST, 42), "Handle 42 is registered", "dispose");
        table.Add<NotSupportedException>(EpollErrors.OnAdd(Errno.EPERM, 42), ["Descriptor 42", "regular files", "use them directly"], not: "ermission");
        table.Add<ArgumentException>(EpollErrors.OnAdd(Errno.EBADF, 42), "Descriptor 42 is not open", "O_PATH");
        table.Add<InvalidOperationException>(EpollErrors.OnAdd(Errno.EINVAL, 42), "cannot watch itself");
        table.Add<InvalidOperationException>(EpollErrors.OnAdd(Errno.ELOOP, 42), ["circle", "five deep"], not: "symbolic");
        table.Add<MultiplexerException>(EpollErrors.OnAdd(Errno.ENOSPC, 42), ["epoll_ctl", "(28)", "fs.epoll.max_user_watches"], not: "disk");
        table.Add<MultiplexerException>(EpollErrors.OnAdd(Errno.ENOMEM, 42), "epoll_ctl", "(12)", "out of memory");
        table.Add<MultiplexerException>(EpollErrors.OnAdd(EIO, 42), "epoll_ctl failed: Input/output error (5).");

        table.Add<ObjectDisposedException>(EpollErrors.OnModify(Errno.EBADF, 42), "closed without disposing of its registration");
        table.Add<InvalidOperationException>(EpollErrors.OnModify(Errno.ENOENT, 42), ["Descriptor 42", "another file"], not: "No such file");
        table.Add<MultiplexerException>(EpollErrors.OnModify(Errno.ENOMEM, 42), "epoll_ctl", "out of memory");

        table.Add<MultiplexerException>(EpollErrors.OnWait(EIO), "epoll_wait failed: Input/output error (5).");

        table.Check();
    }

    [Fact]
    public void A_wake_that_fails_names_its_call()
    {
        var kernel = new ScriptedKernel();
        using var mux = new EpollMultiplexer(kernel);
        kernel.Fail(nameof(IEpollKernel.Increment), EIO);

        Assert.Equal("write failed: Input/output error (5).", Assert.Throws<MultiplexerException>(mux.Wake).Message);
    }
}
