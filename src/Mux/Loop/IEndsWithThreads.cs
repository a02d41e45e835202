namespace Mux;

/// <summary>Something that has ended once certain threads have left it: a loop, a pool.</summary>
internal interface IEndsWithThreads
{
    /// <summary>The managed ids of the threads that have not left yet.</summary>
    IEnumerable<int> Threads { get; }
}
