using Microsoft.Win32.SafeHandles;

namespace Mux.Tests;

public sealed class ReadyEventTests
{
    // All 64 readinesses: each property is one bit, and no property is another's.
    [Fact]
    public void Each_property_tells_of_its_own_flag_only()
    {
        var registration = new StubRegistration(Interests.Readable);
        for (Readiness readiness = Readiness.None; readiness <= (Readiness)63; readiness++)
        {
            var ready = new ReadyEvent(registration, readiness);

            Assert.Equal(readiness.HasFlag(Readiness.Readable), ready.CanRead);
            Assert.Equal(readiness.HasFlag(Readiness.Writable), ready.CanWrite);
            Assert.Equal(readiness.HasFlag(Readiness.Priority), ready.HasPriority);
            Assert.Equal(readiness.HasFlag(Readiness.ReadClosed), ready.IsReadClosed);
            Assert.Equal(readiness.HasFlag(Readiness.WriteClosed), ready.IsWriteClosed);
            Assert.Equal(readiness.HasFlag(Readiness.Error), ready.IsError);
        }
    }

    [Fact]
    public void The_directions_of_interests_and_of_readiness_are_the_same_bits()
    {
        Assert.Equal((int)Interests.Readable, (int)Readiness.Readable);
        Assert.Equal((int)Interests.Writable, (int)Readiness.Writable);
        Assert.Equal((int)Interests.Priority, (int)Readiness.Priority);
    }

    [Fact]
    public void The_state_is_the_registrations_as_it_is_now()
    {
        var registration = new StubRegistration(Interests.Readable) { State = "before" };
        var ready = new ReadyEvent(registration, Readiness.Readable);

        registration.State = "after";

        Assert.Equal("after", ready.State);
    }

    [Fact]
    public void Events_are_equal_when_registration_and_readiness_are()
    {
        StubRegistration one = new(Interests.Readable), other = new(Interests.Readable);
        var ready = new ReadyEvent(one, Readiness.Readable);

        Assert.Equal(new ReadyEvent(one, Readiness.Readable), ready);
        Assert.True(ready == new ReadyEvent(one, Readiness.Readable));
        Assert.Equal(new ReadyEvent(one, Readiness.Readable).GetHashCode(), ready.GetHashCode());
        Assert.NotEqual(new ReadyEvent(other, Readiness.Readable), ready);
        Assert.True(ready != new ReadyEvent(one, Readiness.Readable | Readiness.Error));
    }

    [Fact]
    public void Its_text_tells_what_is_ready_and_what_was_asked_for()
    {
        var registration = new StubRegistration(new SafeFileHandle(7, ownsHandle: false), Interests.Readable | Interests.Writable, TriggerMode.Edge);

        string text = new ReadyEvent(registration, Readiness.Readable).ToString();

        Assert.Equal("Readable of (Readable, Writable by Edge on 7)", text);
    }
}
