using static Mux.Epoll.Interop.EpollFlags;

namespace Mux.Epoll.Tests.Translation;

/// <summary>What the kernel is asked for, over every combination that the contract allows.</summary>
public sealed class ToEventsTests
{
    private const uint Modes = EPOLLET | EPOLLONESHOT;

    public static TheoryData<Interests, TriggerMode, RegistrationOptions> All()
    {
        var all = new TheoryData<Interests, TriggerMode, RegistrationOptions>();
        for (int interests = 0; interests < 8; interests++)
        {
            foreach (TriggerMode trigger in Enum.GetValues<TriggerMode>())
            {
                foreach (RegistrationOptions options in Enum.GetValues<RegistrationOptions>())
                {
                    all.Add((Interests)interests, trigger, options);
                }
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Each_combination_asks_for_exactly_its_bits(Interests interests, TriggerMode trigger, RegistrationOptions options)
    {
        bool exclusive = options == RegistrationOptions.Exclusive;
        uint expected = EPOLLONESHOT; // Paused: asleep, so that neither error nor hang-up spins.
        if (interests != Interests.None)
        {
            expected = (interests.HasFlag(Interests.Readable) ? EPOLLIN : 0)
                | (interests.HasFlag(Interests.Readable) && !exclusive ? EPOLLRDHUP : 0)
                | (interests.HasFlag(Interests.Writable) ? EPOLLOUT : 0)
                | (interests.HasFlag(Interests.Priority) ? EPOLLPRI : 0)
                | (trigger == TriggerMode.Edge ? EPOLLET : 0)
                | (trigger == TriggerMode.OneShot ? EPOLLONESHOT : 0)
                | (exclusive ? EPOLLEXCLUSIVE : 0);
        }

        Assert.Equal(expected, EpollTranslation.ToEvents(interests, trigger, options));
    }

    [Fact]
    public void No_two_combinations_that_are_not_paused_ask_for_the_same()
    {
        var asked = All().Select(row => row.Data).Where(row => row.Item1 != Interests.None)
            .Select(row => EpollTranslation.ToEvents(row.Item1, row.Item2, row.Item3)).ToList();

        Assert.Equal(7 * 3 * 2, asked.Distinct().Count());
    }

    [Fact]
    public void What_is_asked_exclusively_is_what_the_kernel_takes()
    {
        // epoll_ctl(2): EPOLLEXCLUSIVE goes with IN, OUT, WAKEUP, ET, and with ERR and HUP, which need not be asked for.
        const uint Allowed = EPOLLIN | EPOLLOUT | EPOLLET | EPOLLEXCLUSIVE;
        foreach (Interests interests in new[] { Interests.Readable, Interests.Writable, Interests.Readable | Interests.Writable })
        {
            foreach (TriggerMode trigger in new[] { TriggerMode.Level, TriggerMode.Edge })
            {
                uint events = EpollTranslation.ToEvents(interests, trigger, RegistrationOptions.Exclusive);
                Assert.Equal(0u, events & ~Allowed);
                Assert.NotEqual(0u, events & EPOLLEXCLUSIVE);
            }
        }
    }

    [Theory]
    [InlineData(TriggerMode.Level, 0)]
    [InlineData(TriggerMode.Edge, EPOLLET)]
    [InlineData(TriggerMode.OneShot, EPOLLONESHOT)]
    public void A_trigger_mode_is_one_bit_at_most(TriggerMode trigger, uint bit) =>
        Assert.Equal(bit, EpollTranslation.ToEvents(Interests.Readable, trigger, RegistrationOptions.None) & Modes);
}
