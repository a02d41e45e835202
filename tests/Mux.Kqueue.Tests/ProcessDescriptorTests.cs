using System.Diagnostics;
using System.Runtime.InteropServices;
using Mux.Kqueue.Interop;

namespace Mux.Kqueue.Tests;

/// <summary>Processes as descriptors: what is asked of the system, and what becomes of its answers.</summary>
public sealed class ProcessDescriptorTests
{
    private const int ProcessId = 4711;

    [Fact]
    public void The_exit_of_the_process_is_put_into_a_kqueue_that_stays_open()
    {
        var system = new ScriptedSystem(SyscallResult.Success(0));

        using SafeHandle descriptor = ProcessDescriptor.Open(ProcessId, system);

        Assert.Equal(new KEvent { Ident = ProcessId, Filter = -5, Flags = KFlags.Add, FilterFlags = 0x80000000 }, Assert.Single(system.Changes));
        Assert.Equal((nint)ScriptedSystem.Number, descriptor.DangerousGetHandle());
        Assert.Empty(system.Closed);
    }

    [Fact]
    public void Nothing_is_taken_out_of_the_kqueue()
    {
        var system = new ScriptedSystem(SyscallResult.Success(0));

        using SafeHandle descriptor = ProcessDescriptor.Open(ProcessId, system);

        Assert.Equal(0, system.RoomForEvents);
    }

    [Fact]
    public void Closing_the_descriptor_closes_the_kqueue()
    {
        var system = new ScriptedSystem(SyscallResult.Success(0));
        SafeHandle descriptor = ProcessDescriptor.Open(ProcessId, system);

        descriptor.Dispose();

        Assert.Equal([ScriptedSystem.Number], system.Closed);
    }

    [Fact]
    public void No_process_no_descriptor()
    {
        var system = new ScriptedSystem(SyscallResult.Failure(Errno.ESRCH));

        var refused = Assert.Throws<ArgumentException>("processId", () => ProcessDescriptor.Open(ProcessId, system));

        Assert.Contains("There is no process 4711", refused.Message, StringComparison.Ordinal);
        Assert.Equal([ScriptedSystem.Number], system.Closed);
    }

    [Fact]
    public void A_refused_event_is_reported_with_its_call_and_leaves_nothing_open()
    {
        var system = new ScriptedSystem(SyscallResult.Failure(Errno.ENOMEM));

        var refused = Assert.Throws<MultiplexerException>(() => ProcessDescriptor.Open(ProcessId, system));

        Assert.Equal(("kevent", Errno.ENOMEM), (refused.Call, refused.NativeErrorCode));
        Assert.Equal([ScriptedSystem.Number], system.Closed);
    }

    [Fact]
    public void A_kqueue_that_is_not_granted_is_reported_with_its_call_and_advice()
    {
        var system = new ScriptedSystem(SyscallResult.Success(0)) { Created = SyscallResult.Failure(Errno.EMFILE) };

        var refused = Assert.Throws<MultiplexerException>(() => ProcessDescriptor.Open(ProcessId, system));

        Assert.Equal(("kqueue", Errno.EMFILE), (refused.Call, refused.NativeErrorCode));
        Assert.Contains("RLIMIT_NOFILE", refused.Message, StringComparison.Ordinal);
        Assert.Empty(system.Closed);
    }

    [Fact]
    public void An_interrupted_call_has_done_its_work()
    {
        var system = new ScriptedSystem(SyscallResult.Failure(Errno.EINTR));

        using SafeHandle descriptor = ProcessDescriptor.Open(ProcessId, system);

        Assert.Single(system.Changes);
        Assert.Empty(system.Closed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void An_id_is_above_zero_or_nothing_is_asked_of_the_system(int processId)
    {
        var system = new ScriptedSystem(SyscallResult.Success(0));

        Assert.Throws<ArgumentOutOfRangeException>(nameof(processId), () => ProcessDescriptor.Open(processId, system));

        Assert.False(system.HasBeenAsked);
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public void It_is_readable_once_its_process_was_killed(TriggerMode trigger)
    {
        Assert.SkipWhen(KqueueUnderTest.IsSimulated, "the simulated kernel has no processes");
        using KqueueMultiplexer mux = KqueueUnderTest.Create();
        using Process child = Process.Start("/bin/sleep", "100");
        using SafeHandle process = ProcessDescriptor.Open(child.Id, KqueueBackend.SystemHere());
        EventRegistration registration = mux.Register(process, Interests.Readable, trigger);
        mux.AssertQuiet();

        child.Kill();

        ReadyEvent ready = mux.WaitForOne();
        Assert.Same(registration, ready.Registration);
        Assert.True(ready.CanRead);
        child.WaitForExit();
        registration.Modify(Interests.Readable); // Evaluates it anew: it is readable still, its process long reaped.
        Assert.True(mux.WaitForOne().CanRead);
    }

    [Fact]
    public void A_process_that_never_was_is_refused_by_the_system()
    {
        Assert.SkipWhen(KqueueUnderTest.IsSimulated, "the simulated kernel has no processes");

        Assert.Throws<ArgumentException>("processId", () => ProcessDescriptor.Open(int.MaxValue, KqueueBackend.SystemHere()));
    }

    /// <summary>A system that grants one kqueue, remembers what is asked of it, and answers each kevent(2) alike.</summary>
    private sealed class ScriptedSystem(SyscallResult answer) : IKqueueSystem
    {
        public const int Number = 17;

        public KqueueAbi Abi => KqueueAbi.Darwin;

        /// <summary>The answer of kqueue(2).</summary>
        public SyscallResult Created { get; init; } = SyscallResult.Success(Number);

        public bool HasBeenAsked { get; private set; }

        /// <summary>All changes, in order.</summary>
        public List<KEvent> Changes { get; } = [];

        /// <summary>Room for events, of all calls together.</summary>
        public int RoomForEvents { get; private set; }

        /// <summary>The numbers that were closed.</summary>
        public List<int> Closed { get; } = [];

        public SyscallResult Create()
        {
            HasBeenAsked = true;
            return Created;
        }

        public SyscallResult Kevent(int kqueue, ReadOnlySpan<KEvent> changes, Span<KEvent> events, Timespec? timeout)
        {
            Assert.Equal(Number, kqueue);
            Changes.AddRange(changes);
            RoomForEvents += events.Length;
            return answer;
        }

        public SyscallResult KindOf(int descriptor) => SyscallResult.Failure(Errno.EBADF);

        public void Close(int descriptor) => Closed.Add(descriptor);
    }
}
