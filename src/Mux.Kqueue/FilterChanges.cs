using Mux.Kqueue.Interop;

namespace Mux.Kqueue;

/// <summary>Which changes bring the kernel's filters to what a registration asks for. Pure: reads the registration, writes a list.</summary>
/// <remarks>Every change carries the registration's key, because every touch of a filter replaces its user data.</remarks>
internal ref struct FilterChanges
{
    /// <summary>The most that one registration needs: both filters deleted and added again.</summary>
    public const int Most = 4;

    private readonly Span<KEvent> _changes;
    private readonly KqueueRegistration _registration;
    private readonly int _descriptor;
    private int _count;

    public FilterChanges(Span<KEvent> memory, KqueueRegistration registration, int descriptor)
    {
        _changes = memory;
        _registration = registration;
        _descriptor = descriptor;
    }

    /// <summary>The changes, in the order in which they are to be applied.</summary>
    public readonly ReadOnlySpan<KEvent> List => _changes[.._count];

    private readonly bool WantsRead => (_registration.Interests & Interests.Readable) != 0;

    private readonly bool WantsWrite => (_registration.Interests & Interests.Writable) != 0;

    /// <summary>Adds the filters of a new registration.</summary>
    public void Add()
    {
        Put(KFilter.Read, Adding | (WantsRead ? KFlags.Enable : KFlags.Disable));
        if (WantsWrite)
        {
            Put(KFilter.Write, Adding | KFlags.Enable);
        }
    }

    /// <summary>Brings existing filters to the registration's present interests. Enabling evaluates the descriptor anew, and arms what was disabled by a report.</summary>
    public void Adjust()
    {
        if (_registration.FilterMode != _registration.TriggerMode)
        {
            Remove(); // A filter keeps the mode with which it was added, whatever a later change says.
            Add();
            return;
        }

        // Without EV_ADD where the filter exists: if the number has changed owners, there is no filter to touch, and the answer says so.
        Put(KFilter.Read, (_registration.HasReadFilter ? KFlags.None : Adding) | (WantsRead ? KFlags.Enable : KFlags.Disable));
        if (WantsWrite)
        {
            Put(KFilter.Write, Adding | KFlags.Enable); // It may have gone with a pipe's reader. Where it exists, this only enables it.
        }
        else if (_registration.HasWriteFilter)
        {
            Put(KFilter.Write, KFlags.Disable); // Kept: who asks for room once will ask again, and the kernel need not make the filter anew.
        }
    }

    /// <summary>Removes the filters.</summary>
    public void Remove()
    {
        if (_registration.HasReadFilter)
        {
            Put(KFilter.Read, KFlags.Delete);
        }

        if (_registration.HasWriteFilter)
        {
            Put(KFilter.Write, KFlags.Delete);
        }
    }

    /// <summary>Disables one filter.</summary>
    public void Disable(short filter) => Put(filter, KFlags.Disable);

    /// <summary>Touches a filter that the kernel should have, and changes nothing.</summary>
    public void Probe() => Put(_registration.HasReadFilter ? KFilter.Read : KFilter.Write, KFlags.None);

    private readonly KFlags Adding => KFlags.Add | KqueueTranslation.ToFlags(_registration.TriggerMode);

    private void Put(short filter, KFlags flags) => _changes[_count++] = new KEvent
    {
        Ident = (nuint)_descriptor,
        Filter = filter,
        Flags = flags | KFlags.Receipt,
        UserData = _registration.Key,
    };
}
