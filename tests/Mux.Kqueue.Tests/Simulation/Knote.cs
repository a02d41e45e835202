using Mux.Kqueue.Interop;

namespace Mux.Kqueue.Tests.Simulation;

/// <summary>One filter on one thing, in one kqueue. Everything here is under that queue's lock.</summary>
internal sealed class Knote
{
    private const KFlags Fixed = KFlags.Clear | KFlags.Dispatch | KFlags.Receipt | OneShot;

    /// <summary>EV_ONESHOT, which the backend does not ask for.</summary>
    public const KFlags OneShot = KFlags.OneShot;

    public Knote(in KEvent added, Watched watched, ulong serial)
    {
        Ident = added.Ident;
        Filter = added.Filter;
        Modes = added.Flags & Fixed;
        Watched = watched;
        Serial = serial;
        UserData = added.UserData;
        IsEnabled = (added.Flags & KFlags.Disable) == 0;
    }

    public nuint Ident { get; }

    public short Filter { get; }

    /// <summary>The flags that say how events are reported. Fixed at the first EV_ADD: nothing changes them.</summary>
    public KFlags Modes { get; }

    public Watched Watched { get; }

    /// <summary>Tells this knote from a former one of the same name, in what the edge sets report.</summary>
    public ulong Serial { get; }

    public ulong UserData { get; private set; }

    public bool IsEnabled { get; private set; }

    /// <summary>Something has happened that has not been reported.</summary>
    public bool IsActive { get; set; }

    /// <summary>Whether it stands in the queue: active, enabled, and not being looked at.</summary>
    public bool IsQueued { get; set; }

    /// <summary>A change for a knote that exists: replaces the user data, enables or disables, and tells what is watched.</summary>
    public void Touch(in KEvent change)
    {
        UserData = change.UserData;
        Watched.Touch(change);
        if ((change.Flags & KFlags.Disable) != 0)
        {
            IsEnabled = false;
        }
        else if ((change.Flags & KFlags.Enable) != 0)
        {
            IsEnabled = true;
        }
    }

    /// <summary>The event for what was found.</summary>
    public KEvent ToEvent(Evaluation found) => new()
    {
        Ident = Ident,
        Filter = Filter,
        Flags = Modes | KFlags.Add | (found.IsEnd ? KFlags.EndOfFile : KFlags.None) | (found.IsLast ? OneShot : KFlags.None), // XNU leaves EV_ADD in what it reports.
        FilterFlags = found.Error,
        Data = found.Data,
        UserData = UserData,
    };

    /// <summary>What the delivery of an event does to the knote.</summary>
    public void Delivered()
    {
        if ((Modes & KFlags.Clear) != 0)
        {
            Watched.Clear();
        }

        // Level: it stays active, and is looked at again by the next scan.
        IsActive = (Modes & (KFlags.Clear | KFlags.Dispatch)) == 0;
        IsEnabled &= (Modes & KFlags.Dispatch) == 0;
    }
}
