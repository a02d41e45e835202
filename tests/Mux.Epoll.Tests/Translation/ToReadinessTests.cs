using CsCheck;
using static Mux.Epoll.Interop.EpollFlags;

namespace Mux.Epoll.Tests.Translation;

/// <summary>What the kernel's bits mean: every combination of bits with every combination of interests, held to rules; and the contract's table, row by row.</summary>
public sealed class ToReadinessTests
{
    private const Interests AllInterests = Interests.Readable | Interests.Writable | Interests.Priority;
    private const Readiness Directions = Readiness.Readable | Readiness.Writable | Readiness.Priority;
    private const Readiness Closed = Readiness.ReadClosed | Readiness.WriteClosed;

    private static readonly uint[] Bits = [EPOLLIN, EPOLLPRI, EPOLLOUT, EPOLLERR, EPOLLHUP, EPOLLRDHUP];

    [Theory]
    [InlineData(EPOLLIN, AllInterests, Readiness.Readable)]
    [InlineData(EPOLLOUT, AllInterests, Readiness.Writable)]
    [InlineData(EPOLLOUT | EPOLLPRI, AllInterests, Readiness.Writable | Readiness.Priority)]
    [InlineData(EPOLLIN | EPOLLOUT | EPOLLRDHUP, AllInterests, Readiness.Readable | Readiness.Writable | Readiness.ReadClosed)]
    [InlineData(EPOLLIN | EPOLLRDHUP, Interests.Readable, Readiness.Readable | Readiness.ReadClosed)]
    [InlineData(EPOLLIN | EPOLLHUP | EPOLLRDHUP, Interests.Readable, Readiness.Readable | Closed)]
    [InlineData(EPOLLIN | EPOLLOUT | EPOLLHUP | EPOLLRDHUP, AllInterests, Directions | Closed)]
    [InlineData(EPOLLOUT | EPOLLHUP, Interests.Writable, Readiness.Writable | Closed)]
    [InlineData(
        EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLRDHUP, AllInterests, Directions | Closed | Readiness.Error)]
    [InlineData(EPOLLIN | EPOLLERR | EPOLLHUP | EPOLLRDHUP, Interests.Readable, Readiness.Readable | Closed | Readiness.Error)]
    [InlineData(EPOLLOUT | EPOLLERR | EPOLLHUP, Interests.Writable, Readiness.Writable | Closed | Readiness.Error)]
    [InlineData(EPOLLHUP, Interests.Readable, Readiness.Readable | Readiness.ReadClosed)]
    [InlineData(EPOLLIN | EPOLLHUP, Interests.Readable, Readiness.Readable | Readiness.ReadClosed)]
    [InlineData(EPOLLOUT | EPOLLERR, Interests.Writable, Readiness.Writable | Readiness.Error)]
    [InlineData(EPOLLPRI | EPOLLERR, Interests.Priority, Readiness.Priority | Readiness.Error)]
    [InlineData(EPOLLERR, Interests.Priority, Readiness.Priority | Readiness.Error)]
    [InlineData(EPOLLHUP, Interests.Readable | Interests.Priority, Readiness.Readable | Readiness.Priority | Readiness.ReadClosed)]
    public void Each_row_of_the_contract_s_table_is_said_in_its_words(uint events, Interests interests, Readiness expected) =>
        Assert.Equal(expected, EpollTranslation.ToReadiness(events, interests));

    [Fact]
    public void No_direction_is_ever_reported_that_was_not_asked_for() => ForAll((events, interests, readiness) =>
        (readiness & Directions & ~(Readiness)interests) == 0);

    [Fact]
    public void A_paused_registration_reports_nothing() => ForAll((events, interests, readiness) =>
        interests != Interests.None || readiness == Readiness.None);

    [Fact]
    public void Each_asked_direction_that_the_kernel_reports_is_reported() => ForAll((events, interests, readiness) =>
        Implies(events, EPOLLIN, interests, Interests.Readable, readiness)
        && Implies(events, EPOLLOUT, interests, Interests.Writable, readiness)
        && Implies(events, EPOLLPRI, interests, Interests.Priority, readiness));

    [Fact]
    public void An_error_or_a_hang_up_sets_every_asked_direction_of_the_stream() => ForAll((events, interests, readiness) =>
        (events & (EPOLLERR | EPOLLHUP)) == 0
        || (readiness & (Readiness)(interests & (Interests.Readable | Interests.Writable))) == (Readiness)(interests & (Interests.Readable | Interests.Writable)));

    [Fact]
    public void Error_is_reported_exactly_with_the_kernel_s_error_bit() => ForAll((events, interests, readiness) =>
        interests == Interests.None || (readiness & Readiness.Error) != 0 == ((events & EPOLLERR) != 0));

    [Fact]
    public void ReadClosed_is_reported_exactly_with_a_half_close_or_a_hang_up() => ForAll((events, interests, readiness) =>
        interests == Interests.None || (readiness & Readiness.ReadClosed) != 0 == ((events & (EPOLLRDHUP | EPOLLHUP)) != 0));

    [Fact]
    public void WriteClosed_is_reported_only_with_a_hang_up() => ForAll((events, interests, readiness) =>
        (readiness & Readiness.WriteClosed) == 0 || (events & EPOLLHUP) != 0);

    [Fact]
    public void A_further_bit_never_takes_away_what_the_others_said() => ForAll((events, interests, readiness) =>
        Bits.All(bit => (readiness & ~EpollTranslation.ToReadiness(events | bit, interests)) == 0));

    [Fact]
    public void Bits_that_are_not_the_contract_s_change_nothing() =>
        Gen.Select(Gen.UInt, Gen.Int[0, 7]).Sample((bits, interests) =>
        {
            uint known = bits & Bits.Aggregate((all, bit) => all | bit);
            return EpollTranslation.ToReadiness(bits, (Interests)interests) == EpollTranslation.ToReadiness(known, (Interests)interests);
        });

    [Fact]
    public void Only_an_error_without_a_hang_up_asks_what_kind_of_descriptor_it_is() => ForAll((events, interests, readiness) =>
        EpollTranslation.IsErrorWithoutHangUp(events) == ((events & EPOLLERR) != 0 && (events & EPOLLHUP) == 0));

    private static bool Implies(uint events, uint bit, Interests interests, Interests interest, Readiness readiness) =>
        (events & bit) == 0 || (interests & interest) == 0 || (readiness & (Readiness)interest) != 0;

    /// <summary>All 64 combinations of the kernel's bits with all 8 of interests.</summary>
    private static void ForAll(Func<uint, Interests, Readiness, bool> rule)
    {
        for (int combination = 0; combination < 1 << Bits.Length; combination++)
        {
            uint events = 0;
            for (int bit = 0; bit < Bits.Length; bit++)
            {
                events |= (combination & (1 << bit)) != 0 ? Bits[bit] : 0;
            }

            for (int interests = 0; interests < 8; interests++)
            {
                Assert.True(
                    rule(events, (Interests)interests, EpollTranslation.ToReadiness(events, (Interests)interests)),
                    $"events 0x{events:x}, interests {(Interests)interests}");
            }
        }
    }
}
