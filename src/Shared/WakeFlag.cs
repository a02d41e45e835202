namespace Mux;

/// <summary>Whether a wake is on its way that no wait has taken notice of yet. While one is, further wakes cost one interlocked operation.</summary>
internal sealed class WakeFlag
{
    private bool _raised;

    /// <summary>Raises the flag.</summary>
    /// <returns>True for the caller that has to make the kernel end a wait; false when that is done already.</returns>
    public bool TryRaise() => !Interlocked.Exchange(ref _raised, true);

    /// <summary>Lowers the flag, before the caller looks at whatever it was woken for. A full fence: what was published before the wake is visible after this.</summary>
    /// <returns>Whether it was raised: false for a signal that nobody asked for by a wake.</returns>
    public bool TryLower() => Interlocked.Exchange(ref _raised, false);
}
