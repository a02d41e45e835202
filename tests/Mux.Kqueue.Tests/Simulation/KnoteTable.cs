using Mux.Kqueue.Interop;
using Mux.Kqueue.Tests.Native;

namespace Mux.Kqueue.Tests.Simulation;

/// <summary>The knotes of one queue by their names, and what tells them that something has happened. Under the queue's lock.</summary>
internal sealed class KnoteTable(short userFilter) : IDisposable
{
    private const int ENOENT = 2;
    private const int EBADF = 9;
    private const int EINVAL = 22;
    private const int EPERM = 1;

    private readonly Dictionary<(nuint Ident, short Filter), Knote> _byName = [];
    private readonly Dictionary<ulong, Knote> _bySerial = [];
    private ulong _lastSerial;

    /// <summary>Edges for reading. The sets are two, because one would give the two filters of a descriptor their edges together.</summary>
    public EdgeSet Reads { get; } = new(EdgeSet.Input);

    /// <summary>Edges for writing.</summary>
    public EdgeSet Writes { get; } = new(EdgeSet.Room);

    public IEnumerable<Knote> All => _byName.Values;

    /// <summary>The knote of this name, or null. One whose descriptor was closed is gone.</summary>
    public Knote? Find(nuint ident, short filter) => _byName.TryGetValue((ident, filter), out Knote? knote) && IsThere(knote) ? knote : null;

    /// <summary>The knote that an edge is for, or null.</summary>
    public Knote? Find(ulong serial) => _bySerial.TryGetValue(serial, out Knote? knote) && IsThere(knote) ? knote : null;

    /// <summary>Whether the knote still exists; it is removed if its descriptor was closed.</summary>
    public bool IsThere(Knote knote)
    {
        if (!_bySerial.ContainsKey(knote.Serial))
        {
            return false;
        }

        if (knote.Watched.IsGone)
        {
            Forget(knote); // Silently, as the kernel does. The entry in the edge set went with the descriptor, or is a duplicate's and has a serial that nobody knows.
            return false;
        }

        return true;
    }

    /// <summary>Adds a knote.</summary>
    /// <returns>0, or an errno.</returns>
    public int Add(in KEvent change, out Knote? knote)
    {
        knote = null;
        if ((change.Flags & KFlags.Add) == 0)
        {
            return ENOENT;
        }

        ulong serial = ++_lastSerial;
        if (change.Filter == userFilter)
        {
            var user = new UserEvent();
            user.Touch(change);
            knote = Keep(new Knote(change, user, serial));
            return 0;
        }

        return change.Filter is KFilter.Read or KFilter.Write ? AddDescriptor(change, serial, out knote) : EINVAL;
    }

    /// <summary>Removes a knote.</summary>
    public void Remove(Knote knote)
    {
        Forget(knote);
        if (knote.Watched is WatchedDescriptor descriptor)
        {
            SetOf(knote.Filter).Remove(descriptor.Number);
        }
    }

    public void Dispose()
    {
        Reads.Dispose();
        Writes.Dispose();
    }

    private int AddDescriptor(in KEvent change, ulong serial, out Knote? knote)
    {
        knote = null;
        var number = (int)change.Ident;
        if (FileIdentity.Of(number) is not { } file)
        {
            return EBADF;
        }

        int errno = SetOf(change.Filter).Add(number, serial);
        if (errno != 0)
        {
            return errno == EPERM ? EINVAL : errno; // A device without readiness.
        }

        knote = Keep(new Knote(change, WatchedDescriptor.Of(number, file), serial));
        return 0;
    }

    private EdgeSet SetOf(short filter) => filter == KFilter.Read ? Reads : Writes;

    private Knote Keep(Knote knote)
    {
        _byName.Add((knote.Ident, knote.Filter), knote);
        _bySerial.Add(knote.Serial, knote);
        return knote;
    }

    private void Forget(Knote knote)
    {
        knote.IsActive = false;
        _byName.Remove((knote.Ident, knote.Filter));
        _bySerial.Remove(knote.Serial);
    }
}
