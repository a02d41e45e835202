using Mux.Kqueue.Interop;

namespace Mux.Kqueue;

/// <summary>Between Mux's words and the kernel's filters and flags. Pure.</summary>
internal static class KqueueTranslation
{
    private const Readiness Directions = Readiness.Readable | Readiness.Writable | Readiness.Priority;
    private const Readiness ConnectionGone =
        Readiness.Readable | Readiness.Writable | Readiness.ReadClosed | Readiness.WriteClosed | Readiness.Error;

    private const Readiness ReaderGone = Readiness.Writable | Readiness.WriteClosed | Readiness.Error;

    /// <summary>The flag that gives a filter its trigger mode. The kernel looks at it only when the filter is added.</summary>
    public static KFlags ToFlags(TriggerMode trigger) => trigger switch
    {
        TriggerMode.Edge => KFlags.Clear,
        TriggerMode.OneShot => KFlags.Dispatch, // Disabled after one report, and kept. EV_ONESHOT would delete it.
        _ => KFlags.None,
    };

    /// <summary>What one filter reported, as far as it was asked for. The other filter's report is a matter of its own.</summary>
    /// <param name="reported">The kernel's event.</param>
    /// <param name="interests">What the registration asks for.</param>
    /// <param name="isPipe">Asked only when the answer matters: whether the descriptor is a pipe.</param>
    public static Readiness ToReadiness(in KEvent reported, Interests interests, Func<bool> isPipe)
    {
        Readiness readiness = reported.Filter == KFilter.Read ? OfRead(reported) : OfWrite(reported, isPipe);
        Interests direction = reported.Filter == KFilter.Read ? Interests.Readable : Interests.Writable;

        // A report of a direction that is not asked for any more is left out whole: its end, too, concerns only those who use it.
        return (interests & direction) == 0 ? Readiness.None : readiness & ((Readiness)interests | ~Directions);
    }

    /// <summary>The writing end of a pipe whose readers are gone, where the kernel refuses the filter instead of reporting it.</summary>
    public static Readiness OfBrokenPipe(Interests interests) =>
        (interests & Interests.Writable) == 0 ? Readiness.None : ReaderGone;

    private static Readiness OfRead(in KEvent reported)
    {
        if ((reported.Flags & KFlags.EndOfFile) == 0)
        {
            return Readiness.Readable;
        }

        // The end is no error; beside an error, it is the end of the connection.
        return reported.FilterFlags == 0 ? Readiness.Readable | Readiness.ReadClosed : ConnectionGone;
    }

    private static Readiness OfWrite(in KEvent reported, Func<bool> isPipe)
    {
        if ((reported.Flags & KFlags.EndOfFile) == 0)
        {
            return Readiness.Writable;
        }

        if (reported.FilterFlags != 0)
        {
            return ConnectionGone;
        }

        // A socket whose sending half is shut down, perhaps by ourselves; or the writing end of a pipe that nobody reads any more, where a write is an error.
        return isPipe() ? ReaderGone : Readiness.Writable | Readiness.WriteClosed;
    }
}
