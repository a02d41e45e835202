using CsCheck;

namespace Mux.Epoll.Tests.Translation;

/// <summary>The 64 bits of user data: the descriptor number below, a generation above, so that no two registrations ever share one.</summary>
public sealed class RegistrationKeyTests
{
    [Fact]
    public void A_key_gives_its_descriptor_back() => Gen.Int[0, int.MaxValue].Sample(descriptor =>
        RegistrationTable.DescriptorOf(new RegistrationTable(new Lock()).NewKey(descriptor)) == descriptor);

    [Fact]
    public void No_key_is_given_twice()
    {
        var table = new RegistrationTable(new Lock());

        var keys = Enumerable.Range(0, 10_000).Select(i => table.NewKey(i % 3)).ToHashSet();

        Assert.Equal(10_000, keys.Count);
        Assert.DoesNotContain(EpollWaker.Key, keys);
    }

    [Fact]
    public void The_waker_s_key_is_no_descriptor_s() => Assert.True(RegistrationTable.DescriptorOf(EpollWaker.Key) < 0);

    [Fact]
    public void A_key_that_was_never_added_finds_nothing()
    {
        var table = new RegistrationTable(new Lock());

        Assert.Null(table.Find(table.NewKey(3)));
        Assert.Null(table.Find(table.NewKey(1_000_000)));
    }
}
