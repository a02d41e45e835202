using System.Runtime.InteropServices;
using Mux.Kqueue.Interop;
using Mux.Kqueue.Tests.Faults;
using Mux.Kqueue.Tests.Simulation;

namespace Mux.Kqueue.Tests;

/// <summary>
/// One-shot over two filters, seen from the kernel's side: which filters are enabled, and how often the kernel is asked. A caller would notice an armed sibling only by its waiters' waking for nothing.
/// </summary>
public sealed class SiblingFilterTests : IDisposable
{
    private const Interests Both = Interests.Readable | Interests.Writable;

    private readonly SimulatedKernel _simulated = new();
    private readonly FaultyKernel _counting;
    private readonly KqueueMultiplexer _mux;
    private readonly ConnectedPair _pair = ConnectedPair.OnLoopback();

    public SiblingFilterTests()
    {
        _counting = new FaultyKernel(_simulated, new FaultPlan());
        _mux = new KqueueMultiplexer(_counting);
    }

    [Fact]
    public void After_room_was_reported_the_filter_for_reading_is_disabled()
    {
        EventRegistration left = _mux.Register(_pair.Left, Both, TriggerMode.OneShot);

        Assert.Equal(new ReadyEvent(left, Readiness.Writable), _mux.WaitForOne());

        Assert.Equal((false, false), Enabled());
    }

    [Fact]
    public void After_data_was_reported_the_filter_for_writing_is_disabled()
    {
        _pair.Left.Fill();
        EventRegistration left = _mux.Register(_pair.Left, Both, TriggerMode.OneShot);
        _pair.Right.Send([1]);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), _mux.WaitForOne());

        Assert.Equal((false, false), Enabled());
    }

    [Fact]
    public void After_both_were_reported_nothing_needs_disabling()
    {
        _pair.Right.Send([1]);
        EventRegistration left = _mux.Register(_pair.Left, Both, TriggerMode.OneShot);
        int calls = _counting.Calls;

        Assert.Equal(new ReadyEvent(left, Readiness.Readable | Readiness.Writable), _mux.WaitForOne());

        Assert.Equal((false, false), Enabled());
        Assert.Equal(1, _counting.Calls - calls);
    }

    [Fact]
    public void A_waiter_is_not_woken_by_the_other_direction()
    {
        _mux.Register(_pair.Left, Both, TriggerMode.OneShot);
        _mux.WaitForOne();
        _pair.Right.Send([1]);
        int calls = _counting.Calls;

        Assert.Empty(_mux.Collect(TimeSpan.Zero));

        Assert.Equal(1, _counting.Calls - calls); // A second one would say that the first had brought something that was left out.
    }

    [Fact]
    public void The_halves_of_one_event_that_straddle_a_small_buffer_are_one_event()
    {
        _pair.Right.Send([1]);
        EventRegistration left = _mux.Register(_pair.Left, Both, TriggerMode.OneShot);

        Assert.Same(left, Assert.Single(_mux.Collect(TimeSpan.Zero, capacity: 1)).Registration);

        Assert.Equal((false, false), Enabled());
        _mux.AssertQuiet();
    }

    [Fact]
    public void Arming_enables_both_again()
    {
        EventRegistration left = _mux.Register(_pair.Left, Both, TriggerMode.OneShot);
        _mux.WaitForOne();

        left.Rearm();

        Assert.Equal((true, true), Enabled());
    }

    [Fact]
    public void Another_mode_leaves_the_sibling_enabled()
    {
        _mux.Register(_pair.Left, Both, TriggerMode.Edge);
        _mux.WaitForOne();

        Assert.Equal((true, true), Enabled());
    }

    [Fact]
    public void A_registration_that_is_armed_again_before_its_sibling_is_disabled_stays_armed_in_both_directions()
    {
        using var handle = new WatchedHandle(_pair.Left.Handle);
        EventRegistration left = _mux.Register(handle, Both, TriggerMode.OneShot);
        handle.BeforeNextUse = left.Rearm; // The next use is that of the waiter which is about to disable the filter for reading.

        Assert.Equal(new ReadyEvent(left, Readiness.Writable), _mux.WaitForOne());

        Assert.Null(handle.BeforeNextUse);
        Assert.Equal((true, true), Enabled());
        _pair.Right.Send([1]);
        Assert.Equal(new ReadyEvent(left, Readiness.Readable | Readiness.Writable), _mux.WaitForOne());
    }

    public void Dispose()
    {
        _mux.Dispose();
        _pair.Dispose();
    }

    /// <summary>A handle that runs an action when it is used next.</summary>
    private sealed class WatchedHandle : SafeHandle
    {
        public WatchedHandle(nint number)
            : base(-1, ownsHandle: false) => SetHandle(number);

        public Action? BeforeNextUse { get; set; }

        public override bool IsInvalid
        {
            get
            {
                Action? action = BeforeNextUse;
                BeforeNextUse = null;
                action?.Invoke();
                return false;
            }
        }

        protected override bool ReleaseHandle() => true;
    }

    private (bool Read, bool Write) Enabled()
    {
        SimulatedQueue queue = _simulated[(int)_mux.Handle.DangerousGetHandle()];
        var ident = (nuint)(nint)_pair.Left.Handle;
        return (queue.Find(ident, KFilter.Read)!.IsEnabled, queue.Find(ident, KFilter.Write)!.IsEnabled);
    }
}
