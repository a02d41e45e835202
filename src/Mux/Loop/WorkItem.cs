namespace Mux;

/// <summary>A call that waits in a loop's queue. Its parts are the caller's own objects, so that queueing a cached delegate allocates nothing.</summary>
/// <param name="Run">Calls the target with the state; one of <see cref="Callback"/>'s.</param>
/// <param name="Target">What is called, most often a delegate.</param>
/// <param name="State">What it is called with.</param>
/// <param name="PostedAt">When it was queued, as a timestamp of Stopwatch; 0 when nobody measures.</param>
internal readonly record struct WorkItem(Action<object, object?> Run, object Target, object? State, long PostedAt);
