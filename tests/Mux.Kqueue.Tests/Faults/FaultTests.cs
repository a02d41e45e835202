using Microsoft.Win32.SafeHandles;
using Mux.Kqueue.Interop;
using Mux.Kqueue.Tests.Simulation;

namespace Mux.Kqueue.Tests.Faults;

/// <summary>What the backend does when the kernel refuses, interrupts or dawdles.</summary>
public sealed class FaultTests : IDisposable
{
    private const Interests Both = Interests.Readable | Interests.Writable;

    private readonly SimulatedKernel _simulated = new();
    private readonly ScriptedFaults _faults = new();
    private readonly FaultyKernel _kernel;
    private readonly KqueueMultiplexer _mux;
    private readonly ConnectedPair _pair = ConnectedPair.OnLoopback();

    public FaultTests()
    {
        _kernel = new FaultyKernel(_simulated, _faults);
        _mux = new KqueueMultiplexer(_kernel);
    }

    [Fact]
    public void An_interrupted_change_has_been_applied_and_is_not_submitted_again()
    {
        EventRegistration left = _mux.Register(_pair.Left, Interests.Readable);
        int calls = _kernel.Calls;
        _faults.Interrupt();

        left.Modify(Interests.Writable);

        Assert.Equal(1, _kernel.Calls - calls);
        Assert.Equal(new ReadyEvent(left, Readiness.Writable), _mux.WaitForOne());
    }

    [Fact]
    public void An_interrupted_wait_goes_on()
    {
        EventRegistration left = _mux.Register(_pair.Left, Interests.Writable);
        _faults.Interrupt(times: 3);

        Assert.Equal(new ReadyEvent(left, Readiness.Writable), Assert.Single(_mux.Collect(TimeSpan.Zero)));
    }

    [Theory]
    [InlineData(KFilter.Read)]
    [InlineData(KFilter.Write)]
    public void A_refused_registration_leaves_nothing_behind(short refused)
    {
        _faults.Refuse(refused);

        var failure = Assert.Throws<MultiplexerException>(() => _mux.Register(_pair.Left, Both));

        Assert.Equal("kevent", failure.Call);
        Assert.Equal((null, null), Knotes());
        EventRegistration left = _mux.Register(_pair.Left, Both);
        Assert.Equal(new ReadyEvent(left, Readiness.Writable), _mux.WaitForOne());
    }

    [Fact]
    public void A_refused_change_ends_the_registration_and_removes_its_filters()
    {
        EventRegistration left = _mux.Register(_pair.Left, Interests.Readable);
        _faults.Refuse(KFilter.Write);

        Assert.Throws<MultiplexerException>(() => left.Modify(Both));

        Assert.False(left.IsRegistered);
        Assert.Equal((null, null), Knotes());
    }

    [Fact]
    public void A_filter_whose_removal_was_refused_is_removed_when_it_reports()
    {
        EventRegistration left = _mux.Register(_pair.Left, Interests.Writable);
        _faults.Refuse(KFilter.Write);
        left.Dispose();

        _mux.AssertQuiet();

        Assert.Equal((null, null), Knotes());
    }

    [Fact]
    public void A_refused_wake_says_so_and_does_not_silence_the_next()
    {
        _faults.Refuse(_kernel.Abi.UserFilter);

        Assert.Throws<MultiplexerException>(_mux.Wake);
        _mux.Wake();

        var events = new ReadyEvents();
        Assert.Equal(0, _mux.Wait(events, Bound.Hang));
        Assert.True(events.WasWoken);
    }

    [Fact]
    public void Disposal_wakes_its_waiters_though_the_first_signals_were_refused()
    {
        Background waiter = Background.RunUntilAboutToWait(aboutToWait =>
        {
            aboutToWait();
            Assert.Throws<ObjectDisposedException>(() => _mux.Wait(new ReadyEvents(), Timeout.InfiniteTimeSpan));
        });
        _faults.Refuse(_kernel.Abi.UserFilter, times: 2);

        _mux.Dispose();

        waiter.Join();
    }

    [Fact]
    public void A_multiplexer_without_a_waker_is_not_made_and_its_kqueue_is_closed()
    {
        var simulated = new SimulatedKernel();
        var faults = new ScriptedFaults();
        faults.Refuse(simulated.Abi.UserFilter);

        Assert.Throws<MultiplexerException>(() => new KqueueMultiplexer(new FaultyKernel(simulated, faults)));

        Assert.Equal(0, simulated.OpenQueues);
    }

    [Fact]
    public void A_late_event_of_an_ended_registration_reaches_nobody()
    {
        EventRegistration former = _mux.Register(_pair.Left, Interests.Writable);
        _faults.Delay();
        Assert.Empty(_mux.Collect(TimeSpan.Zero));

        former.Dispose();
        EventRegistration present = _mux.Register(_pair.Left, Interests.Readable);

        _mux.AssertQuiet();
        Assert.True(present.IsRegistered);
        Assert.NotNull(Knotes().Read); // Nor was the filter of the present one removed with the former one's event.
    }

    [Fact]
    public void A_late_event_counts_for_the_arming_in_force_and_only_once()
    {
        EventRegistration left = _mux.Register(_pair.Left, Interests.Writable, TriggerMode.OneShot);
        _faults.Delay();
        Assert.Empty(_mux.Collect(TimeSpan.Zero));

        left.Rearm();

        Assert.Equal(new ReadyEvent(left, Readiness.Writable), _mux.WaitForOne());
        _mux.AssertQuiet();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_borrowed_handle_that_was_disposed_of_first_leaves_no_filter(bool unregisters)
    {
        var borrowed = new SafeFileHandle(_pair.Left.Handle, ownsHandle: false);
        EventRegistration left = _mux.Register(borrowed, Both);

        borrowed.Dispose();
        if (unregisters)
        {
            left.Dispose();
        }

        _mux.AssertQuiet();
        Assert.Equal((null, null), Knotes());
    }

    [Fact]
    public void A_registration_after_such_a_handle_has_a_trigger_mode_of_its_own()
    {
        var borrowed = new SafeFileHandle(_pair.Left.Handle, ownsHandle: false);
        _mux.Register(borrowed, Both);
        borrowed.Dispose();

        EventRegistration left = _mux.Register(_pair.Left, Both, TriggerMode.OneShot);

        Assert.Equal(new ReadyEvent(left, Readiness.Writable), _mux.WaitForOne());
        _mux.AssertQuiet();
    }

    public void Dispose()
    {
        _mux.Dispose();
        _pair.Dispose();
    }

    private (Knote? Read, Knote? Write) Knotes()
    {
        SimulatedQueue queue = _simulated[(int)_mux.Handle.DangerousGetHandle()];
        var ident = (nuint)(nint)_pair.Left.Handle;
        return (queue.Find(ident, KFilter.Read), queue.Find(ident, KFilter.Write));
    }
}
