using Mux.Iocp.Interop;

namespace Mux.Iocp.Tests.Translation;

/// <summary>What the driver is asked for and what its answers mean, over every combination.</summary>
public sealed class IocpTranslationTests
{
    private const AfdEvents Reading = AfdEvents.Receive | AfdEvents.Accept | AfdEvents.Disconnect;
    private const AfdEvents Unasked = AfdEvents.Abort | AfdEvents.ConnectFail | AfdEvents.LocalClose;
    private const Readiness Gone = Readiness.Readable | Readiness.Writable | Readiness.Priority | Readiness.ReadClosed | Readiness.WriteClosed | Readiness.Error;

    private static readonly Interests[] AllInterests = [.. Enumerable.Range(0, 8).Select(bits => (Interests)bits)];

    private static readonly AfdEvents[] AllEvents =
        [.. Enumerable.Range(0, 0x200).Select(bits => (AfdEvents)bits).Where(events => ((uint)events & 0x40) == 0)];

    [Fact]
    public void A_registration_that_is_owed_nothing_polls_for_nothing() => Assert.Equal(AfdEvents.None, IocpTranslation.ToEvents(Interests.None));

    [Fact]
    public void Each_combination_asks_for_exactly_its_bits()
    {
        foreach (Interests armed in AllInterests.Where(armed => armed != Interests.None))
        {
            AfdEvents expected = Unasked
                | (armed.HasFlag(Interests.Readable) ? Reading : AfdEvents.None)
                | (armed.HasFlag(Interests.Writable) ? AfdEvents.Send : AfdEvents.None)
                | (armed.HasFlag(Interests.Priority) ? AfdEvents.ReceiveExpedited : AfdEvents.None);

            Assert.Equal(expected, IocpTranslation.ToEvents(armed));
        }
    }

    [Theory]
    [InlineData(AfdEvents.Receive, Readiness.Readable)]
    [InlineData(AfdEvents.Accept, Readiness.Readable)]
    [InlineData(AfdEvents.Send, Readiness.Writable)]
    [InlineData(AfdEvents.ReceiveExpedited, Readiness.Priority)]
    [InlineData(AfdEvents.Disconnect, Readiness.Readable | Readiness.ReadClosed)]
    [InlineData(AfdEvents.Receive | AfdEvents.Disconnect | AfdEvents.Send, Readiness.Readable | Readiness.Writable | Readiness.ReadClosed)]
    [InlineData(AfdEvents.Abort, Gone)]
    [InlineData(AfdEvents.ConnectFail, Gone)]
    [InlineData(AfdEvents.LocalClose, Readiness.None)]
    [InlineData(AfdEvents.None, Readiness.None)]
    public void To_a_stream_socket_that_asks_for_all_an_answer_means(object events, Readiness expected) =>
        Assert.Equal(expected, Read((AfdEvents)events, Interests.Readable | Interests.Writable | Interests.Priority));

    [Theory]
    [InlineData(AfdEvents.Abort)]
    [InlineData(AfdEvents.ConnectFail)]
    public void A_datagram_socket_has_no_connection_that_could_be_closed(object events) => Assert.Equal(
        Readiness.Readable | Readiness.Writable | Readiness.Error,
        Read((AfdEvents)events, Interests.Readable | Interests.Writable, isDatagram: true));

    [Fact]
    public void No_direction_is_reported_that_is_not_owed_whatever_the_driver_says()
    {
        foreach (Interests armed in AllInterests)
        {
            foreach (AfdEvents events in AllEvents)
            {
                Readiness readiness = Read(events, armed);
                Readiness unowed = (Readiness)(Interests.Readable | Interests.Writable | Interests.Priority) & ~(Readiness)armed;

                Assert.Equal(Readiness.None, readiness & unowed);
                Assert.True(armed != Interests.None || readiness == Readiness.None);
            }
        }
    }

    [Fact]
    public void Whatever_is_asked_for_and_answered_reaches_the_owner()
    {
        foreach (Interests armed in AllInterests.Where(armed => armed != Interests.None))
        {
            foreach (AfdEvents events in AllEvents)
            {
                bool isNews = (events & IocpTranslation.ToEvents(armed) & ~AfdEvents.LocalClose) != 0;

                Assert.Equal(isNews, Read(events, armed) != Readiness.None);
            }
        }
    }

    [Fact]
    public void A_poll_that_failed_is_the_end_of_the_connection_to_all_but_the_paused()
    {
        Assert.Equal(Readiness.None, IocpTranslation.OfFailure(Interests.None, Interests.Readable));
        Assert.Equal(Gone & ~Readiness.Priority, IocpTranslation.OfFailure(Interests.Readable, Interests.Readable | Interests.Writable));
        Assert.Equal(Gone & ~(Readiness.Writable | Readiness.Priority), IocpTranslation.OfFailure(Interests.Readable, Interests.Readable));
    }
    [Fact]
    public void An_error_concerns_all_that_was_asked_for_and_everything_else_what_is_owed()
    {
        foreach (Interests asked in AllInterests)
        {
            foreach (Interests armed in AllInterests.Where(armed => armed != Interests.None && (armed & ~asked) == 0))
            {
                foreach (AfdEvents events in AllEvents)
                {
                    bool isError = (events & (AfdEvents.Abort | AfdEvents.ConnectFail)) != 0;
                    Readiness expected = Read(events, armed) | (isError ? Gone & ((Readiness)asked | ~(Readiness.Readable | Readiness.Writable | Readiness.Priority)) : Readiness.None);

                    Assert.Equal(expected, IocpTranslation.ToReadiness(events, armed, asked, isDatagram: false));
                }
            }
        }
    }

    // A registration that is owed all it asks for.
    private static Readiness Read(AfdEvents events, Interests armed, bool isDatagram = false) =>
        IocpTranslation.ToReadiness(events, armed, armed, isDatagram);
}
