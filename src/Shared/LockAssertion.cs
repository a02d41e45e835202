using System.Diagnostics;

namespace Mux;

/// <summary>"Under the lock" as an assertion.</summary>
internal static class LockAssertion
{
    /// <summary>Asserts that the calling thread holds a lock.</summary>
    [Conditional("DEBUG")]
    public static void AssertHeld(this Lock held) => Debug.Assert(held.IsHeldByCurrentThread, "This is called under a lock that the thread does not hold.");
}
