namespace Mux;

/// <summary>A socket that is registered on a loop with a handler: it notes what the events have told before it passes them on.</summary>
internal sealed class HandledSocket(IReadyHandler handler, Interests asked) : IReadyHandler, IDisposable
{
    private int _events;   // Written on the loop's thread. An attempt that began before an event knows nothing of what that told.
    private int _reported; // A Readiness, of all events together.
    private bool _isDrained;

    /// <summary>The registration; null until the loop has made it.</summary>
    public EventRegistration? Registration { get; set; }

    /// <summary>Whether the last attempt to receive has taken all there was, and no event has come since.</summary>
    public bool IsDrained => Volatile.Read(ref _isDrained);

    /// <summary>Everything that the events have told so far.</summary>
    public Readiness Reported => (Readiness)Volatile.Read(ref _reported);

    /// <summary>How many events there were.</summary>
    public int Events => Volatile.Read(ref _events);

    /// <summary>An attempt to receive that began after so many events has taken all there was.</summary>
    public void NoteDrained(int eventsBefore)
    {
        Volatile.Write(ref _isDrained, true);
        Interlocked.MemoryBarrier(); // The event that comes meanwhile is counted before it takes the note back: one of the two sees the other.
        if (Events != eventsBefore)
        {
            Volatile.Write(ref _isDrained, false);
        }
    }

    public void OnReady(ReadyEvent ready)
    {
        Registration ??= ready.Registration; // The first event may come while the registration is still being made.
        Volatile.Write(ref _reported, _reported | (int)ready.Readiness);
        Volatile.Write(ref _events, _events + 1);
        Interlocked.MemoryBarrier();
        Volatile.Write(ref _isDrained, false);

        // Urgent data that only the rule of short receives asks for.
        Readiness told = (asked & Interests.Priority) != 0 ? ready.Readiness : ready.Readiness & ~Readiness.Priority;
        if (told != Readiness.None)
        {
            handler.OnReady(ready with { Readiness = told });
        }
    }

    public void Dispose() => Registration?.Dispose();
}
