using Mux.Kqueue.Interop;

namespace Mux.Kqueue.Tests.Simulation;

/// <summary>What a knote is attached to.</summary>
internal abstract class Watched
{
    /// <summary>Whether it has gone, and the knote with it.</summary>
    public virtual bool IsGone => false;

    /// <summary>What one filter says now.</summary>
    public abstract Evaluation Evaluate(short filter);

    /// <summary>A change has come for the knote.</summary>
    public virtual void Touch(in KEvent change)
    {
    }

    /// <summary>An event has been delivered, by a knote that was added with EV_CLEAR.</summary>
    public virtual void Clear()
    {
    }
}
