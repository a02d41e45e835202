using Microsoft.Win32.SafeHandles;

namespace Mux.Epoll.Tests.Faults;

/// <summary>Races that a test can otherwise only hope for: what happens between the kernel's report and the backend's look at it, held open by the seam.</summary>
[OnLinux]
public sealed class NarrowWindowTests
{
    private readonly ScriptedKernel _kernel = new();

    [Fact]
    public void A_registration_that_ends_after_the_kernel_s_report_is_not_delivered()
    {
        using var mux = new EpollMultiplexer(_kernel);
        using var pipe = new Pipe();
        EventRegistration reader = mux.Register(pipe.Reader, Interests.Readable);
        pipe.Writer.Write(1);

        _kernel.AfterNextReport(reader.Dispose);

        Assert.Equal(0, mux.Wait(new ReadyEvents(), TimeSpan.Zero));
    }

    [Fact]
    public void A_wait_whose_only_event_went_stale_goes_on_to_what_is_ready_behind_it()
    {
        using var mux = new EpollMultiplexer(_kernel);
        using var first = new Pipe();
        using var second = new Pipe();
        EventRegistration stale = mux.Register(first.Reader, Interests.Readable);
        EventRegistration behind = mux.Register(second.Reader, Interests.Readable);
        first.Writer.Write(1);
        second.Writer.Write(1);

        _kernel.AfterNextReport(stale.Dispose);

        Assert.Equal([new ReadyEvent(behind, Readiness.Readable)], mux.Collect(TimeSpan.Zero, capacity: 1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_number_that_changes_hands_after_the_kernel_s_report_delivers_nothing_to_its_new_owner(bool unregisters)
    {
        using var mux = new EpollMultiplexer(_kernel);
        using var first = new Pipe();
        using var second = new Pipe();
        EventRegistration former = mux.Register(first.Reader, Interests.Readable);
        first.Writer.Write(1);
        int number = first.Reader.Number();
        SafeFileHandle? reused = null;
        EventRegistration? renewed = null;

        _kernel.AfterNextReport(() =>
        {
            if (unregisters)
            {
                former.Dispose();
            }

            first.Reader.SetHandleAsInvalid();
            reused = second.Reader.DuplicateTo(number);
            renewed = mux.Register(reused, Interests.Readable);
        });

        Assert.Equal(0, mux.Wait(new ReadyEvents(), TimeSpan.Zero));
        second.Writer.Write(1);
        Assert.Equal(new ReadyEvent(renewed!, Readiness.Readable), mux.WaitForOne());
        reused!.Dispose();
    }

    [Fact]
    public void Interests_that_change_after_the_kernel_s_report_decide_what_is_delivered()
    {
        using var mux = new EpollMultiplexer(_kernel);
        using var pair = SocketPair.OfStreams();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Writable);
        pair.Right.Write(1);

        _kernel.AfterNextReport(() => left.Modify(Interests.Readable));

        Assert.Equal([new ReadyEvent(left, Readiness.Readable)], mux.Collect(TimeSpan.Zero));
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public void A_pause_after_the_kernel_s_report_delivers_nothing_and_loses_nothing(TriggerMode trigger)
    {
        using var mux = new EpollMultiplexer(_kernel);
        using var pipe = new Pipe();
        EventRegistration reader = mux.Register(pipe.Reader, Interests.Readable, trigger);
        pipe.Writer.Write(1);

        _kernel.AfterNextReport(() => reader.Modify(Interests.None));

        Assert.Equal(0, mux.Wait(new ReadyEvents(), TimeSpan.Zero));
        reader.Modify(Interests.Readable);
        Assert.Equal(new ReadyEvent(reader, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public void A_one_shot_that_is_armed_while_one_waiter_holds_its_event_is_delivered_once_for_that_arming()
    {
        using var mux = new EpollMultiplexer(_kernel);
        using var pipe = new Pipe();
        EventRegistration reader = mux.Register(pipe.Reader, Interests.Readable, TriggerMode.OneShot);
        pipe.Writer.Write(1);
        int elsewhere = 0;

        _kernel.AfterNextReport(() =>
        {
            reader.Modify(Interests.Readable);
            elsewhere = mux.Collect(TimeSpan.Zero).Count;
        });
        int here = mux.Wait(new ReadyEvents(), TimeSpan.Zero);

        Assert.Equal(1, elsewhere + here);
        mux.AssertQuiet();
    }

    [Theory]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public void An_event_that_comes_before_its_registration_is_noted_down_is_not_lost(TriggerMode trigger)
    {
        using var mux = new EpollMultiplexer(_kernel);
        using var pipe = new Pipe();
        pipe.Writer.Write(1);
        ReadyEvent seen = default;
        Background? waiter = null;
        using var reported = new ManualResetEventSlim();

        _kernel.AfterNextReport(reported.Set);
        _kernel.AfterNextAdd(() =>
        {
            waiter = Background.Run(() => seen = mux.WaitForOne());
            Assert.True(reported.Wait(Bound.Hang)); // The waiter has the event in hand, and nobody to give it to.
        });
        EventRegistration reader = mux.Register(pipe.Reader, Interests.Readable, trigger);

        waiter!.Join();
        Assert.Equal(new ReadyEvent(reader, Readiness.Readable), seen);
    }

    [Fact]
    public void A_wake_after_the_kernel_s_report_ends_the_next_wait()
    {
        using var mux = new EpollMultiplexer(_kernel);
        using var pipe = new Pipe();
        EventRegistration reader = mux.Register(pipe.Reader, Interests.Readable, TriggerMode.OneShot);
        pipe.Writer.Write(1);
        var events = new ReadyEvents();

        _kernel.AfterNextReport(mux.Wake);

        Assert.Equal(1, mux.Wait(events, Timeout.InfiniteTimeSpan));
        Assert.Equal([new ReadyEvent(reader, Readiness.Readable)], events.ToList());
        Assert.False(events.WasWoken);
        Assert.Equal(0, mux.Wait(events, Timeout.InfiniteTimeSpan));
        Assert.True(events.WasWoken);
    }

    [Fact]
    public void A_wake_that_another_wake_follows_before_it_is_noticed_counts_for_both()
    {
        using var mux = new EpollMultiplexer(_kernel);
        var events = new ReadyEvents();
        mux.Wake();

        _kernel.AfterNextReport(mux.Wake); // Pending still, so this one writes nothing.

        Assert.Equal(0, mux.Wait(events, Timeout.InfiniteTimeSpan));
        Assert.True(events.WasWoken);
        mux.Wake();
        Assert.Equal(0, mux.Wait(events, Timeout.InfiniteTimeSpan));
        Assert.True(events.WasWoken);
    }

    [Fact]
    public void A_multiplexer_that_closes_after_the_kernel_s_report_ends_the_wait_with_ObjectDisposedException()
    {
        var mux = new EpollMultiplexer(_kernel);
        using var pipe = new Pipe();
        mux.Register(pipe.Reader, Interests.Readable);
        pipe.Writer.Write(1);
        Background? closer = null;

        _kernel.AfterNextReport(() =>
        {
            closer = Background.Run(mux.Dispose);
            Assert.True(SpinWait.SpinUntil(() => Record.Exception(mux.Wake) is ObjectDisposedException, Bound.Hang)); // It has begun, and waits for this wait.
        });

        Assert.Throws<ObjectDisposedException>(() => mux.Wait(new ReadyEvents(), Timeout.InfiniteTimeSpan));
        closer!.Join();
    }

    [Fact]
    public void Waiters_from_before_an_orphan_was_got_rid_of_hear_of_what_is_registered_after_it()
    {
        const int Waiters = 5; // More than two: each waiter that leaves the former instance has to signal the next one.
        using var mux = new EpollMultiplexer(_kernel);
        using var orphan = new Pipe();
        using var later = new Pipe();
        using SafeFileHandle twin = orphan.Reader.Duplicate();
        mux.Register(orphan.Reader, Interests.Readable, TriggerMode.Edge); // An edge: one waiter meets the orphan, the others sleep on.
        orphan.Reader.Dispose();
        int before = _kernel.Waits;
        var seen = new ReadyEvent[Waiters];
        Background[] waiters = [.. Enumerable.Range(0, Waiters).Select(i => Background.Run(() => seen[i] = mux.WaitForOne()))];
        Assert.True(SpinWait.SpinUntil(() => _kernel.Waits >= before + Waiters, Bound.Hang));

        orphan.Writer.Write(1);
        Assert.True(SpinWait.SpinUntil(() => _kernel.Count(nameof(Interop.IEpollKernel.Replace)) == 1, Bound.Hang));
        later.Writer.Write(1);
        EventRegistration reader = mux.Register(later.Reader, Interests.Readable);

        Array.ForEach(waiters, waiter => waiter.Join());
        Assert.Equal(Enumerable.Repeat(new ReadyEvent(reader, Readiness.Readable), Waiters), seen);
    }
}
