using static Mux.Epoll.Interop.EpollFlags;

namespace Mux.Epoll;

/// <summary>Between Mux's words and the kernel's bits. Pure.</summary>
internal static class EpollTranslation
{
    private const Readiness Directions = Readiness.Readable | Readiness.Writable | Readiness.Priority;

    /// <summary>
    /// EPOLLHUP and EPOLLERR cannot be masked out. In one-shot mode with no bit of its own, an entry reports them once at most and then sleeps until it is
    /// modified: so a paused or disarmed registration never spins, and still holds its place in the interest list.
    /// </summary>
    private const uint Asleep = EPOLLONESHOT;

    /// <summary>What to ask the kernel for.</summary>
    public static uint ToEvents(Interests interests, TriggerMode trigger, RegistrationOptions options)
    {
        if (interests == Interests.None)
        {
            return Asleep;
        }

        bool exclusive = (options & RegistrationOptions.Exclusive) != 0;
        uint events = trigger switch
        {
            TriggerMode.Edge => EPOLLET,
            TriggerMode.OneShot => EPOLLONESHOT,
            _ => 0,
        };

        if ((interests & Interests.Readable) != 0)
        {
            // The half-close belongs to reading: asked for by a writer alone, it would hold for ever and make a level-triggered wait spin.
            // The kernel refuses it beside EPOLLEXCLUSIVE.
            events |= exclusive ? EPOLLIN : EPOLLIN | EPOLLRDHUP;
        }

        if ((interests & Interests.Writable) != 0)
        {
            events |= EPOLLOUT;
        }

        if ((interests & Interests.Priority) != 0)
        {
            events |= EPOLLPRI;
        }

        return exclusive ? events | EPOLLEXCLUSIVE : events;
    }

    /// <summary>What the kernel reported, as far as it was asked for.</summary>
    /// <param name="events">The kernel's bits.</param>
    /// <param name="interests">What the registration asks for.</param>
    public static Readiness ToReadiness(uint events, Interests interests)
    {
        if (interests == Interests.None)
        {
            return Readiness.None;
        }

        var readiness = Readiness.None;
        if ((events & EPOLLIN) != 0)
        {
            readiness |= Readiness.Readable;
        }

        if ((events & EPOLLOUT) != 0)
        {
            readiness |= Readiness.Writable;
        }

        if ((events & EPOLLPRI) != 0)
        {
            readiness |= Readiness.Priority;
        }

        if ((events & EPOLLRDHUP) != 0)
        {
            readiness |= Readiness.Readable | Readiness.ReadClosed;
        }

        if ((events & EPOLLHUP) != 0)
        {
            readiness |= HangUp(events, interests);
        }

        if ((events & EPOLLERR) != 0)
        {
            readiness |= Directions | Readiness.Error;
        }

        return readiness & ((Readiness)interests | ~Directions);
    }

    /// <summary>
    /// Whether these bits mean a closed reader when they come from the writing end of a pipe, and a passing error when they come from a datagram socket: the bits
    /// are the same, so the kind of descriptor has to tell.
    /// </summary>
    public static bool IsErrorWithoutHangUp(uint events) => (events & (EPOLLERR | EPOLLHUP)) == EPOLLERR;

    // A stream socket whose both halves are shut down reports RDHUP beside HUP, when asked. A pipe's reading end and a terminal report HUP alone: their writers are gone, and nothing
    // is known of the other direction. Who asks only to write gets no RDHUP, and a hang-up can only mean that writing is over.
    private static Readiness HangUp(uint events, Interests interests)
    {
        const Readiness ReadingOver = Directions | Readiness.ReadClosed;
        bool writingOver = (events & EPOLLRDHUP) != 0 || (interests & Interests.Readable) == 0;

        return writingOver ? ReadingOver | Readiness.WriteClosed : ReadingOver;
    }
}
