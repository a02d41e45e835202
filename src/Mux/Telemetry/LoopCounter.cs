namespace Mux;

/// <summary>What a loop counts.</summary>
internal enum LoopCounter
{
    Iterations,
    Events,
    StaleEvents,
    SaturatedWaits,
    Work,
    Wakes,
    CoalescedWakes,
    Exceptions,
}
