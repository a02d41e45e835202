namespace Mux.Tests;

/// <summary>Being told of a registration's end: by whom it ends, and when that is, must not matter.</summary>
public sealed class EventRegistrationWhenEndedTests
{
    [Fact]
    public void It_is_called_once_when_the_registration_ends()
    {
        int calls = 0;
        var registration = new StubRegistration(Interests.Readable);
        registration.WhenEnded(() => calls++);
        int before = calls;

        registration.Dispose();
        registration.Dispose();

        Assert.Equal(0, before);
        Assert.Equal(1, calls);
    }

    [Fact]
    public void Each_of_several_is_called()
    {
        int calls = 0;
        var registration = new StubRegistration(Interests.Readable);
        registration.WhenEnded(() => calls += 1);
        registration.WhenEnded(() => calls += 10);

        registration.Dispose();

        Assert.Equal(11, calls);
        Assert.Throws<ArgumentNullException>("action", () => registration.WhenEnded(null!));
    }

    [Fact]
    public void The_registration_counts_as_ended_when_it_is_called()
    {
        bool? registered = null;
        var registration = new StubRegistration(Interests.Readable);
        registration.WhenEnded(() => registered = registration.IsRegistered);

        registration.Dispose();

        Assert.False(registered);
    }

    [Fact]
    public void It_is_called_at_once_when_the_registration_has_ended()
    {
        int calls = 0;
        var registration = new StubRegistration(Interests.Readable);
        registration.Dispose();

        registration.WhenEnded(() => calls++);

        Assert.Equal(1, calls);
        registration.Dispose();
        Assert.Equal(1, calls);
    }

    [Fact]
    public void However_the_end_and_the_wish_to_be_told_of_it_race_it_is_called_once()
    {
        const int Rounds = 20_000;
        StubRegistration[] registrations = [.. Enumerable.Range(0, Rounds).Select(_ => new StubRegistration(Interests.Readable))];
        int[] calls = new int[Rounds];
        using var together = new Barrier(3);

        Crowd.Of(3, member =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                if (round % 100 == 0)
                {
                    together.SignalAndWait(Bound.Hang); // Nobody runs far ahead.
                }

                if (member == 0)
                {
                    int index = round;
                    registrations[round].WhenEnded(() => Interlocked.Increment(ref calls[index]));
                }
                else
                {
                    registrations[round].Dispose();
                }
            }

            return true;
        });

        Assert.All(calls, count => Assert.Equal(1, count));
    }
}
