using Microsoft.Win32.SafeHandles;

namespace Mux.Epoll.Tests.Kinds;

/// <summary>
/// Several numbers for one open file. epoll watches the file, not the number: its entry outlives the number for as long as another one keeps the file open, and
/// can then be named by nobody.
/// </summary>
[OnLinux]
public sealed class DuplicateTests
{
    [Fact]
    public void Both_numbers_of_one_file_can_be_registered_and_both_report()
    {
        using var mux = new EpollMultiplexer();
        using var pipe = new Pipe();
        using SafeFileHandle twin = pipe.Reader.Duplicate();
        EventRegistration original = mux.Register(pipe.Reader, Interests.Readable);
        EventRegistration duplicate = mux.Register(twin, Interests.Readable);

        pipe.Writer.Write(1);

        Assert.Equal(
            [new ReadyEvent(original, Readiness.Readable), new ReadyEvent(duplicate, Readiness.Readable)], mux.WaitFor(2));
    }

    [Fact]
    public void Unregistering_one_number_leaves_the_other()
    {
        using var mux = new EpollMultiplexer();
        using var pipe = new Pipe();
        using SafeFileHandle twin = pipe.Reader.Duplicate();
        EventRegistration original = mux.Register(pipe.Reader, Interests.Readable);
        EventRegistration duplicate = mux.Register(twin, Interests.Readable);
        pipe.Writer.Write(1);

        original.Dispose();
        pipe.Reader.Dispose();

        Assert.Equal(new ReadyEvent(duplicate, Readiness.Readable), mux.WaitForOne());
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public void A_handle_closed_while_a_duplicate_lives_reports_no_more_and_does_not_spin(TriggerMode trigger)
    {
        var kernel = new ScriptedKernel();
        using var mux = new EpollMultiplexer(kernel);
        using var pipe = new Pipe();
        using SafeFileHandle twin = pipe.Reader.Duplicate();
        EventRegistration registration = mux.Register(pipe.Reader, Interests.Readable, trigger);
        pipe.Writer.Write(1);

        pipe.Reader.Dispose();
        int before = kernel.Waits;
        mux.AssertQuiet();

        // Three waits; the first found the orphan, got rid of it and went on waiting.
        Assert.InRange(kernel.Waits - before, 3, 6);
        Assert.False(registration.IsRegistered);
    }

    [Fact]
    public void Waiters_that_meet_an_orphan_go_on_waiting_without_a_spin()
    {
        var kernel = new ScriptedKernel();
        using var mux = new EpollMultiplexer(kernel);
        using var pipe = new Pipe();
        using var other = new Pipe();
        using SafeFileHandle twin = pipe.Reader.Duplicate();
        mux.Register(pipe.Reader, Interests.Readable);
        EventRegistration alive = mux.Register(other.Reader, Interests.Readable, TriggerMode.OneShot);
        pipe.Reader.Dispose();
        var crowd = new WaitingCrowd(mux, 8, _ => { });

        pipe.Writer.Write(1);
        for (int round = 0; round < 10; round++)
        {
            other.Writer.Write(1);
            crowd.AwaitOne();
            other.Reader.Read();
            alive.Rearm();
        }

        crowd.EndWith(mux);
        Assert.Equal(Enumerable.Repeat(new ReadyEvent(alive, Readiness.Readable), 10), crowd.Seen);

        // Eight waiters, ten events, and each waiter may have met the orphan, moved over, and left at the end. A spin counts thousands.
        Assert.InRange(kernel.Waits, 8, 100);
    }

    [Fact]
    public void Getting_rid_of_an_orphan_keeps_every_other_registration_as_it_was()
    {
        using var mux = new EpollMultiplexer();
        using var orphan = new Pipe();
        using SafeFileHandle twin = orphan.Reader.Duplicate();
        using var level = new Pipe();
        using var edge = new Pipe();
        using var armed = new Pipe();
        using var fired = new Pipe();
        using var paused = new Pipe();
        mux.Register(orphan.Reader, Interests.Readable);
        EventRegistration onLevel = mux.Register(level.Reader, Interests.Readable);
        EventRegistration onEdge = mux.Register(edge.Reader, Interests.Readable, TriggerMode.Edge);
        EventRegistration onArmed = mux.Register(armed.Reader, Interests.Readable, TriggerMode.OneShot);
        EventRegistration onFired = mux.Register(fired.Reader, Interests.Readable, TriggerMode.OneShot);
        EventRegistration onPaused = mux.Register(paused.Reader, Interests.None);
        fired.Writer.Write(1);
        Assert.Equal(onFired, mux.WaitForOne().Registration);
        paused.Writer.Write(1);

        orphan.Writer.Write(1);
        orphan.Reader.Dispose();
        mux.AssertQuiet();
        level.Writer.Write(1);
        edge.Writer.Write(1);
        armed.Writer.Write(1);

        Assert.Equal(
            [new ReadyEvent(onLevel, Readiness.Readable), new ReadyEvent(onEdge, Readiness.Readable), new ReadyEvent(onArmed, Readiness.Readable)],
            mux.WaitFor(3));
        level.Reader.Read();
        onFired.Rearm();
        onPaused.Modify(Interests.Readable);
        Assert.Equal(
            [new ReadyEvent(onFired, Readiness.Readable), new ReadyEvent(onPaused, Readiness.Readable)], mux.WaitFor(2));
    }

    [Fact]
    public void The_end_of_a_duplicated_pipe_never_reaches_the_next_owner_of_its_number()
    {
        using var mux = new EpollMultiplexer();
        using var first = new Pipe();
        using var second = new Pipe();
        using SafeFileHandle twin = first.Reader.Duplicate();
        int number = first.Reader.Number();
        EventRegistration ended = mux.Register(first.Reader, Interests.Readable);
        first.Writer.Dispose();
        Assert.Equal(new ReadyEvent(ended, Readiness.Readable | Readiness.ReadClosed), mux.WaitForOne());

        first.Reader.SetHandleAsInvalid(); // dup2 closes the number and gives it to another pipe, in one step that no other thread comes between.
        using SafeFileHandle reused = second.Reader.DuplicateTo(number);
        EventRegistration renewed = mux.Register(reused, Interests.Readable);

        mux.AssertQuiet();
        second.Writer.Write(1);
        Assert.Equal(new ReadyEvent(renewed, Readiness.Readable), mux.WaitForOne());
        Assert.Equal([1], reused.Read());
    }

    [Fact]
    public void A_borrowed_number_that_belongs_to_another_file_cannot_be_modified()
    {
        using var mux = new EpollMultiplexer();
        using var first = new Pipe();
        using var second = new Pipe();
        using SafeFileHandle borrowed = first.Reader.Duplicate();
        EventRegistration registration = mux.RegisterBorrowed(borrowed.Number(), Interests.Readable);

        int number = borrowed.Number();
        borrowed.SetHandleAsInvalid();
        using SafeFileHandle reused = second.Reader.DuplicateTo(number);
        second.Writer.Write(1);

        var refused = Assert.Throws<InvalidOperationException>(() => registration.Modify(Interests.Readable));
        Assert.Contains("another file", refused.Message, StringComparison.Ordinal);
        Assert.False(registration.IsRegistered);
        mux.AssertQuiet();
    }

    [Fact]
    public void Getting_rid_of_an_orphan_does_not_hand_a_numbers_new_file_to_its_former_registration()
    {
        using var mux = new EpollMultiplexer();
        using var first = new Pipe();
        using var second = new Pipe();
        using var orphan = new Pipe();
        using SafeFileHandle twin = orphan.Reader.Duplicate();
        using SafeFileHandle borrowed = first.Reader.Duplicate();
        int number = borrowed.Number();
        EventRegistration former = mux.RegisterBorrowed(number, Interests.Readable);
        mux.Register(orphan.Reader, Interests.Readable);
        borrowed.SetHandleAsInvalid();
        using SafeFileHandle reused = second.Reader.DuplicateTo(number);
        second.Writer.Write(1);

        orphan.Reader.Dispose();
        orphan.Writer.Write(1);
        mux.AssertQuiet(); // The orphan is met, and all registrations move to a new instance.

        Assert.False(former.IsRegistered);
        EventRegistration next = mux.RegisterBorrowed(number, Interests.Readable);
        Assert.Equal(new ReadyEvent(next, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public void A_borrowed_number_that_was_closed_cannot_be_modified()
    {
        using var mux = new EpollMultiplexer();
        using var pipe = new Pipe();
        int number = pipe.Reader.Number();
        EventRegistration registration = mux.RegisterBorrowed(number, Interests.Readable);

        // In place of close: a number that is closed and at once taken by another thread would answer differently. Beyond all numbers in use, this one is not taken.
        SafeFileHandle far = pipe.Reader.DuplicateTo(number + 5000);
        EventRegistration closed = mux.RegisterBorrowed(far.Number(), Interests.Readable);
        far.Dispose();

        Assert.Throws<ObjectDisposedException>(() => closed.Modify(Interests.Writable));
        Assert.False(closed.IsRegistered);
        registration.Modify(Interests.Readable);
        Assert.True(registration.IsRegistered);
    }

    [Fact]
    public void Unregistering_after_closing_while_a_duplicate_lives_stops_its_events_too()
    {
        var kernel = new ScriptedKernel();
        using var mux = new EpollMultiplexer(kernel);
        using var pipe = new Pipe();
        using SafeFileHandle twin = pipe.Reader.Duplicate();
        EventRegistration registration = mux.Register(pipe.Reader, Interests.Readable);
        pipe.Writer.Write(1);

        pipe.Reader.Dispose();
        registration.Dispose();
        mux.AssertQuiet();

        Assert.InRange(kernel.Waits, 3, 6);
    }

    [Fact]
    public void A_duplicate_can_be_registered_after_its_twin_was_orphaned()
    {
        using var mux = new EpollMultiplexer();
        using var pipe = new Pipe();
        using SafeFileHandle twin = pipe.Reader.Duplicate();
        mux.Register(pipe.Reader, Interests.Readable);
        pipe.Reader.Dispose();

        EventRegistration renewed = mux.Register(twin, Interests.Readable);
        pipe.Writer.Write(1);

        mux.WaitUntil(renewed, Readiness.Readable);
        Assert.Equal(new ReadyEvent(renewed, Readiness.Readable), mux.WaitForOne());
    }
}
