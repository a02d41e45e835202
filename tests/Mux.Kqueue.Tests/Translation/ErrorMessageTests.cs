using Mux.Kqueue.Interop;
using Mux.Tests;

namespace Mux.Kqueue.Tests.Translation;

/// <summary>Every place of this backend that builds a message from an errno. The system's words are those of the system that the tests run on, so they are not compared.</summary>
public sealed class ErrorMessageTests
{
    private const int EIO = 5;

    [Fact]
    public void Each_says_what_the_system_said_and_what_to_do()
    {
        var table = new ErrorTable(isOfThisSystem: !OperatingSystem.IsLinux());
        table.Add<MultiplexerException>(KqueueErrors.OnCreate(Errno.EMFILE), ["kqueue failed", "(24)", "RLIMIT_NOFILE"], not: "kern.maxfiles");
        table.Add<MultiplexerException>(KqueueErrors.OnCreate(Errno.ENFILE), ["kqueue failed", "(23)", "kern.maxfiles"], not: "RLIMIT_NOFILE");
        table.Add<MultiplexerException>(KqueueErrors.OnCreate(Errno.ENOMEM), "kqueue failed", "(12)", "out of memory");
        table.Add<MultiplexerException>(KqueueErrors.OnCreate(EIO), "kqueue failed", "(5)");

        table.Add<NotSupportedException>(KqueueErrors.OnFile(42), "Descriptor 42", "always ready", "Use it directly");
        table.Add<InvalidOperationException>(KqueueErrors.OnSelf(42), "Descriptor 42", "cannot watch itself");
        table.Add<ArgumentException>(KqueueErrors.OnAdd(Errno.EBADF, 42), "Descriptor 42 is not open", "while it is open");
        table.Add<NotSupportedException>(KqueueErrors.OnAdd(Errno.EINVAL, 42), ["Descriptor 42", "driver has no readiness"], not: "nvalid");
        table.Add<NotSupportedException>(KqueueErrors.OnAdd(Errno.ENODEV, 42), "Descriptor 42", "driver has no readiness");
        table.Add<NotSupportedException>(KqueueErrors.OnAdd(Errno.ENOTSUP, 42), "Descriptor 42", "driver has no readiness");
        table.Add<MultiplexerException>(KqueueErrors.OnAdd(Errno.ENOMEM, 42), "kevent failed", "(12)", "out of memory");
        table.Add<MultiplexerException>(KqueueErrors.OnAdd(EIO, 42), "kevent failed", "(5)");

        table.Add<ObjectDisposedException>(KqueueErrors.OnChange(Errno.EBADF, 42), "closed without disposing of its registration");
        table.Add<InvalidOperationException>(KqueueErrors.OnChange(Errno.ENOENT, 42), ["Descriptor 42", "another file"], not: "No such file");
        table.Add<MultiplexerException>(KqueueErrors.OnChange(Errno.ENOMEM, 42), "kevent failed", "out of memory");

        table.Add<ArgumentException>(KqueueErrors.OnOpenProcess(Errno.ESRCH, 42), "no process 42", "exited");
        table.Add<MultiplexerException>(KqueueErrors.OnOpenProcess(Errno.ENOMEM, 42), "kevent failed", "out of memory");
        table.Add<MultiplexerException>(KqueueErrors.OnKevent(EIO), "kevent failed", "(5)");

        table.Check();
    }
}
