namespace Mux;

/// <summary>What a loop has done so far. Written on its thread without a lock, unless it says otherwise; read by the meter, which may see a moment ago.</summary>
internal sealed class LoopCounters
{
    /// <summary>How many kinds of counts there are.</summary>
    public const int Kinds = 8;

    private long _wakes;
    private long _registrations;
    private long _exceptions;

    /// <summary>Waits, each with what followed from it.</summary>
    public long Iterations { get; set; }

    /// <summary>Events that the waits collected.</summary>
    public long Events { get; set; }

    /// <summary>Events that were collected and then left out, because their registration had ended or no longer asked.</summary>
    public long StaleEvents { get; set; }

    /// <summary>Waits that filled the buffer: more may have been ready.</summary>
    public long SaturatedWaits { get; set; }

    /// <summary>Posted actions that have run.</summary>
    public long Work { get; set; }

    /// <summary>Actions that the loop's own thread posted, and for which nobody had to be woken.</summary>
    public long LocalPosts { get; set; }

    /// <summary>Exceptions of callbacks. Counted by any thread.</summary>
    public long Exceptions => Volatile.Read(ref _exceptions);

    /// <summary>System calls that posts from other threads cost. Counted by those threads.</summary>
    public long Wakes => Volatile.Read(ref _wakes);

    /// <summary>Posts from other threads that found the loop awake, or about to be.</summary>
    public long CoalescedWakes => Math.Max(0, Work - LocalPosts - Wakes);

    /// <summary>Registrations that were made through the loop and are in force. Counted by any thread.</summary>
    public long Registrations => Volatile.Read(ref _registrations);

    public long Read(LoopCounter kind) => kind switch
    {
        LoopCounter.Iterations => Iterations,
        LoopCounter.Events => Events,
        LoopCounter.StaleEvents => StaleEvents,
        LoopCounter.SaturatedWaits => SaturatedWaits,
        LoopCounter.Work => Work,
        LoopCounter.Wakes => Wakes,
        LoopCounter.CoalescedWakes => CoalescedWakes,
        _ => Exceptions,
    };

    public void CountException() => Interlocked.Increment(ref _exceptions);

    public void CountWake() => Interlocked.Increment(ref _wakes);

    public void CountRegistration() => Interlocked.Increment(ref _registrations);

    public void CountEndOfRegistration() => Interlocked.Decrement(ref _registrations);
}
