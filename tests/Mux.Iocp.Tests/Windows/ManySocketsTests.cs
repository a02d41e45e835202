namespace Mux.Iocp.Tests;

/// <summary>More sockets than one helper handle carries.</summary>
public sealed class ManySocketsTests
{
    private const int Sockets = (3 * AfdGroup.Capacity) + 4;

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public void A_hundred_sockets_are_told_apart(TriggerMode trigger)
    {
        using var mux = new IocpUnderTest();
        using var pairs = new ManyPairs(Sockets);
        EventRegistration[] registrations = pairs.RegisterEach(mux, Interests.Readable, trigger);
        mux.AssertQuiet();

        for (int i = 0; i < Sockets; i++)
        {
            pairs[i].Right.Send([1]);
            Assert.Equal(new ReadyEvent(registrations[i], Readiness.Readable), mux.WaitForOne());
            Assert.Equal([1], pairs[i].Left.ReadExactly(1));
        }

        Assert.Equal(Sockets, mux.Blocks);
    }

    [Fact]
    public void A_hundred_sockets_are_ready_at_once()
    {
        using var mux = new IocpUnderTest();
        using var pairs = new ManyPairs(Sockets);

        EventRegistration[] registrations = pairs.RegisterEach(mux, Interests.Writable);

        Assert.Equal(registrations.Select(registration => new ReadyEvent(registration, Readiness.Writable)).ToHashSet(), mux.WaitFor(Sockets));
    }

    [Fact]
    public void Every_other_of_a_hundred_ends_and_the_rest_goes_on()
    {
        using var mux = new IocpUnderTest();
        using var pairs = new ManyPairs(Sockets);
        EventRegistration[] registrations = pairs.RegisterEach(mux, Interests.Readable);
        mux.AssertQuiet();

        for (int i = 0; i < Sockets; i += 2)
        {
            registrations[i].Dispose();
        }

        for (int i = 0; i < Sockets; i++)
        {
            pairs[i].Right.Send([1]);
        }

        HashSet<ReadyEvent> reported = mux.WaitFor(Sockets / 2);
        Assert.Equal(registrations.Where((_, i) => i % 2 == 1).Select(registration => new ReadyEvent(registration, Readiness.Readable)).ToHashSet(), reported);
        Assert.Equal(Sockets / 2, mux.Blocks);
    }
}
