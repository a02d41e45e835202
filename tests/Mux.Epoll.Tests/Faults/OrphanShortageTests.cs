using Microsoft.Win32.SafeHandles;
using Mux.Epoll.Interop;

namespace Mux.Epoll.Tests.Faults;

/// <summary>
/// Getting rid of an orphan, which a handle leaves in the kernel that was closed without unregistering while a duplicate lives, takes a descriptor and the kernel's memory. Without them a wait neither
/// fails nor spins nor loses anything.
/// </summary>
public sealed class OrphanShortageTests : IDisposable
{
    private const int EBUSY = 16; // The backend itself does not ask for it.

    private readonly ScriptedKernel _kernel = new();
    private readonly EpollMultiplexer _mux;
    private readonly Pipe _orphan = new();
    private readonly Pipe _other = new();
    private readonly SafeFileHandle _twin;
    private readonly EventRegistration _registration;

    public OrphanShortageTests()
    {
        _mux = new EpollMultiplexer(_kernel);
        _twin = _orphan.Reader.Duplicate();
        _mux.Register(_orphan.Reader, Interests.Readable);
        _registration = _mux.Register(_other.Reader, Interests.Readable);
        _orphan.Writer.Write(1);
        _orphan.Reader.Dispose();
    }

    public static TheoryData<string, int> Shortages => new()
    {
        { nameof(IEpollKernel.CreateEpoll), Errno.EMFILE },
        { nameof(IEpollKernel.CreateEpoll), Errno.ENFILE },
        { nameof(IEpollKernel.CreateEpoll), Errno.ENOMEM },
        { "Control.Add", Errno.ENOSPC }, // Of the waker: registrations are below.
        { nameof(IEpollKernel.Replace), EBUSY },
        { nameof(IEpollKernel.Replace), Errno.EINTR },
    };

    public void Dispose()
    {
        _mux.Dispose();
        _twin.Dispose();
        _orphan.Dispose();
        _other.Dispose();
    }

    [Theory]
    [MemberData(nameof(Shortages))]
    public void A_wait_goes_on_until_the_shortage_is_over(string call, int errno)
    {
        _kernel.Fail(call, errno, errno, errno);
        int before = _kernel.Waits;

        _mux.AssertQuiet();

        Assert.Equal(1, _kernel.Count(nameof(IEpollKernel.Replace)) - (call == nameof(IEpollKernel.Replace) ? 3 : 0));
        Assert.InRange(_kernel.Waits - before, 6, 9); // Those of the quiet, and one more for each failure.
        _other.Writer.Write(1);
        Assert.Equal(new ReadyEvent(_registration, Readiness.Readable), _mux.WaitForOne());
    }

    [Theory]
    [MemberData(nameof(Shortages))]
    public void What_else_is_ready_is_reported_meanwhile(string call, int errno)
    {
        _kernel.Fail(call, [.. Enumerable.Repeat(errno, 10_000)]);
        Background waiter = Background.Run(() => Assert.Equal(new ReadyEvent(_registration, Readiness.Readable), _mux.WaitForOne()));
        BoundedTasks.Await(() => _kernel.Count(call) >= 5, "The wait does not try again.");

        _other.Writer.Write(1);

        waiter.Join();
        Assert.True(_registration.IsRegistered);
    }

    [Theory]
    [InlineData(Errno.ENOSPC)]
    [InlineData(Errno.ENOMEM)]
    public void A_registration_for_which_there_is_no_memory_stays_until_there_is(int errno)
    {
        int moves = 0;
        _kernel.AfterNextAdd(() => _kernel.Fail("Control.Add", errno)); // The waker comes first, and has its memory.
        _kernel.AfterNextReport(() => moves = _kernel.Count("Control.Add"));

        _mux.AssertQuiet();

        Assert.Equal(4, _kernel.Count("Control.Add") - moves); // Each time the waker and the registration.
        Assert.True(_registration.IsRegistered);
        _other.Writer.Write(1);
        Assert.Equal(new ReadyEvent(_registration, Readiness.Readable), _mux.WaitForOne());
    }

    [Fact]
    public void A_wait_without_time_returns_at_once_and_one_with_some_at_its_end()
    {
        _kernel.Fail(nameof(IEpollKernel.CreateEpoll), [.. Enumerable.Repeat(Errno.EMFILE, 10_000)]);
        var events = new ReadyEvents();
        int before = _kernel.Waits;

        Assert.Equal(0, _mux.Wait(events, TimeSpan.Zero));
        Assert.Equal(before + 1, _kernel.Waits);
        Assert.Equal(0, _mux.Wait(events, TimeSpan.FromMilliseconds(20)));
        Assert.InRange(_kernel.Waits - before, 2, 30); // With a millisecond between them. A spin counts thousands.
    }

    [Fact]
    public void A_wake_and_the_end_are_heard_of_meanwhile()
    {
        _kernel.Fail(nameof(IEpollKernel.CreateEpoll), [.. Enumerable.Repeat(Errno.EMFILE, 100_000)]);
        var events = new ReadyEvents();
        Background woken = Background.Run(() => _mux.Wait(events, Timeout.InfiniteTimeSpan));
        AwaitMoreFailures();
        _mux.Wake();
        woken.Join();
        Assert.True(events.WasWoken);

        Background ended = Background.Run(() => Assert.Throws<ObjectDisposedException>(() => _mux.Wait(events, Timeout.InfiniteTimeSpan)));
        AwaitMoreFailures();
        _mux.Dispose();

        ended.Join();
    }

    private void AwaitMoreFailures()
    {
        int before = _kernel.Count(nameof(IEpollKernel.CreateEpoll));
        BoundedTasks.Await(() => _kernel.Count(nameof(IEpollKernel.CreateEpoll)) >= before + 3, "The wait does not try again.");
    }
}
