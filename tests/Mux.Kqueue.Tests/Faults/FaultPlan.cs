using Mux.Kqueue.Interop;

namespace Mux.Kqueue.Tests.Faults;

/// <summary>What goes wrong, and when. This one: nothing, ever.</summary>
internal class FaultPlan
{
    /// <summary>The errno with which a change is refused instead of applied; 0 to apply it.</summary>
    public virtual int Refusal(in KEvent change) => 0;

    /// <summary>Whether this call is interrupted by a signal: after its changes were applied, before anything was reported.</summary>
    public virtual bool IsInterrupted(int changes) => false;

    /// <summary>How much of the room for events the kernel uses; at least 1.</summary>
    public virtual int Room(int offered) => offered;

    /// <summary>Whether the events that a call took from the kernel reach the backend with the next call only.</summary>
    public virtual bool IsLate() => false;
}
