using System.Diagnostics;

namespace Mux;

/// <summary>"The loop's thread only" as an assertion, of an object that does not know its loop: all calls come from the thread of the first one.</summary>
/// <remarks>A mutable structure: keep it in a field that is not read-only.</remarks>
internal struct ThreadCheck
{
    private int _thread;

    /// <summary>Asserts that this is the thread of the first call.</summary>
    [Conditional("DEBUG")]
    public void Assert()
    {
        int present = Environment.CurrentManagedThreadId;
        int first = Interlocked.CompareExchange(ref _thread, present, 0);
        Debug.Assert(first == 0 || first == present, "This belongs to one thread, and another one has called it.");
    }
}
