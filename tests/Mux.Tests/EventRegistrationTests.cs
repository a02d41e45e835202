using Microsoft.Win32.SafeHandles;

namespace Mux.Tests;

/// <summary>What the base class of all registrations does for every backend.</summary>
public sealed class EventRegistrationTests
{
    [Fact]
    public void A_registration_is_in_force_from_its_construction_and_tells_what_it_was_made_with()
    {
        using var handle = new SafeFileHandle();
        var state = new object();

        var registration = new StubRegistration(handle, Interests.Readable | Interests.Priority, TriggerMode.Edge, state);

        Assert.True(registration.IsRegistered);
        Assert.Same(handle, registration.Handle);
        Assert.Equal(Interests.Readable | Interests.Priority, registration.Interests);
        Assert.Equal(TriggerMode.Edge, registration.TriggerMode);
        Assert.Same(state, registration.State);
    }

    [Fact]
    public void A_registration_of_no_handle_is_refused()
    {
        Assert.Throws<ArgumentNullException>("handle", () => new StubRegistration(null!, Interests.Readable));
    }

    [Fact]
    public void A_registration_ends_once_and_for_all()
    {
        var registration = new StubRegistration(Interests.Readable);

        registration.Dispose();

        Assert.False(registration.IsRegistered);
        Assert.False(registration.TryEndAgain());
        Assert.False(registration.IsRegistered);
    }

    [Fact]
    public void Of_many_threads_that_end_a_registration_one_is_told_that_it_did()
    {
        const int Rounds = 1000;
        const int Enders = 4;
        StubRegistration[] registrations = [.. Enumerable.Range(0, Rounds).Select(_ => new StubRegistration(Interests.Readable))];
        int[] ended = new int[Rounds];
        using var together = new Barrier(Enders);

        Thread[] threads = [.. Enumerable.Range(0, Enders).Select(_ => new Thread(EndAll))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => Assert.True(thread.Join(TimeSpan.FromSeconds(30)))); // A bound for a hang; it takes milliseconds.

        Assert.All(ended, count => Assert.Equal(1, count));

        void EndAll()
        {
            together.SignalAndWait(TimeSpan.FromSeconds(30));
            for (int round = 0; round < Rounds; round++)
            {
                if (registrations[round].TryEndAgain())
                {
                    Interlocked.Increment(ref ended[round]);
                }
            }
        }
    }

    [Fact]
    public void Modify_without_a_trigger_mode_keeps_the_one_there_is()
    {
        var registration = new StubRegistration(new SafeFileHandle(), Interests.Readable, TriggerMode.OneShot);

        registration.Modify(Interests.Writable);

        Assert.Equal(Interests.Writable, registration.Interests);
        Assert.Equal(TriggerMode.OneShot, registration.TriggerMode);
    }

    [Theory]
    [InlineData(Interests.Readable)]
    [InlineData(Interests.Writable)]
    [InlineData(Interests.Readable | Interests.Writable | Interests.Priority)]
    public void A_direction_that_would_block_is_handed_to_the_backend(Interests direction)
    {
        var registration = new StubRegistration(Interests.Readable);

        registration.NotifyWouldBlock(direction);

        Assert.Equal([direction], registration.WouldBlocks);
    }

    [Theory]
    [InlineData(Interests.None)]
    [InlineData((Interests)8)]
    [InlineData(Interests.Readable | (Interests)8)]
    [InlineData((Interests)(-1))]
    public void What_is_no_direction_cannot_block(Interests direction)
    {
        var registration = new StubRegistration(Interests.Readable);

        var refusal = Assert.Throws<ArgumentException>(nameof(direction), () => registration.NotifyWouldBlock(direction));

        Assert.StartsWith($"'{direction}' is no direction: pass Readable after a read or accept, Writable after a write", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(registration.WouldBlocks);
    }

    [Fact]
    public void NotifyWouldBlock_does_nothing_where_a_backend_has_no_use_for_it()
    {
        var registration = new Mock<EventRegistration>(MockBehavior.Loose, new SafeFileHandle(), Interests.Readable, TriggerMode.Edge, null!) { CallBase = true };

        registration.Object.NotifyWouldBlock(Interests.Readable);

        Assert.True(registration.Object.IsRegistered);
        Assert.Equal(Interests.Readable, registration.Object.Interests);
    }
}
