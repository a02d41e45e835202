namespace Mux.Compare.Timers;

/// <summary>What keeps a loop's timers. Implemented by structs, so that the measuring code is compiled for each and calls it directly.</summary>
internal interface ITimerStructure<TTimer>
    where TTimer : class
{
    /// <summary>By how much timers may be late in Stopwatch's ticks, because times are rounded. They are never early.</summary>
    static abstract long Granularity { get; }

    /// <summary>The earliest time at which a look is worth while; <see cref="long.MaxValue"/> without timers.</summary>
    long NextDue { get; }

    TTimer CreateTimer();

    /// <summary>Schedules a timer, or moves it.</summary>
    void Set(TTimer timer, long due);

    /// <summary>Takes a scheduled timer out.</summary>
    void Cancel(TTimer timer);

    /// <summary>Takes out a timer whose time has come. The times passed never decrease.</summary>
    TTimer? TakeDue(long now);
}
