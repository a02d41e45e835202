using Mux.Iocp.Interop;

namespace Mux.Iocp;

/// <summary>Between Mux's words and the socket driver's bits. Pure.</summary>
internal static class IocpTranslation
{
    // Always together: asked for one without the others, a poll can neither be satisfied nor sleep once both data and the peer's end are there (Wine then spins on it).
    private const AfdEvents Reading = AfdEvents.Receive | AfdEvents.Accept | AfdEvents.Disconnect;
    private const AfdEvents Unasked = AfdEvents.Abort | AfdEvents.ConnectFail | AfdEvents.LocalClose;
    private const Readiness Directions = Readiness.Readable | Readiness.Writable | Readiness.Priority;
    private const Readiness ConnectionGone =
        Directions | Readiness.ReadClosed | Readiness.WriteClosed | Readiness.Error;

    // A datagram socket has no connection to lose: the answer to an earlier datagram said that nobody listens.
    private const Readiness DatagramRefused = Directions | Readiness.Error;

    /// <summary>What to poll for. Nothing, for a registration that is not to be told of anything now: it has no poll at all.</summary>
    public static AfdEvents ToEvents(Interests armed)
    {
        if (armed == Interests.None)
        {
            return AfdEvents.None;
        }

        AfdEvents events = Unasked;
        if ((armed & Interests.Readable) != 0)
        {
            events |= Reading;
        }

        if ((armed & Interests.Writable) != 0)
        {
            events |= AfdEvents.Send;
        }

        if ((armed & Interests.Priority) != 0)
        {
            events |= AfdEvents.ReceiveExpedited;
        }

        return events;
    }

    /// <summary>What a completed poll says, as far as it is wanted now; a poll may have been submitted for more.</summary>
    /// <param name="events">What the driver reported.</param>
    /// <param name="armed">The directions that an event is owed for.</param>
    /// <param name="asked">The directions that the registration asks for: an error concerns them all, also those that have been reported already.</param>
    /// <param name="isDatagram">Whether it is a datagram socket.</param>
    public static Readiness ToReadiness(AfdEvents events, Interests armed, Interests asked, bool isDatagram)
    {
        if (armed == Interests.None)
        {
            return Readiness.None;
        }

        AfdEvents wanted = events & ToEvents(armed);
        var readiness = Readiness.None;
        if ((wanted & (AfdEvents.Receive | AfdEvents.Accept)) != 0)
        {
            readiness |= Readiness.Readable;
        }

        if ((wanted & AfdEvents.ReceiveExpedited) != 0)
        {
            readiness |= Readiness.Priority;
        }

        if ((wanted & AfdEvents.Send) != 0)
        {
            readiness |= Readiness.Writable;
        }

        if ((wanted & AfdEvents.Disconnect) != 0)
        {
            readiness |= Readiness.Readable | Readiness.ReadClosed;
        }

        if ((wanted & (AfdEvents.Abort | AfdEvents.ConnectFail)) != 0)
        {
            return Mask(readiness | (isDatagram ? DatagramRefused : ConnectionGone), asked);
        }

        return Mask(readiness, armed);
    }

    /// <summary>What a poll says that failed without the driver's telling why.</summary>
    public static Readiness OfFailure(Interests armed, Interests asked) => armed == Interests.None ? Readiness.None : Mask(ConnectionGone, asked);

    private static Readiness Mask(Readiness readiness, Interests wanted) => readiness & ((Readiness)wanted | ~Directions);
}
