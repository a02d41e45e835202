namespace Mux.Kqueue.Interop;

/// <summary>In what the systems with kqueue differ, as far as this backend is concerned.</summary>
/// <param name="UserFilter">EVFILT_USER.</param>
/// <param name="EventSize">The size of <c>struct kevent</c>.</param>
/// <param name="StatModeOffset">Where <c>st_mode</c>, 16 bits, stands in <c>struct stat</c>.</param>
internal sealed record KqueueAbi(short UserFilter, int EventSize, int StatModeOffset)
{
    /// <summary>macOS on x64 (with 64-bit inode numbers) and arm64.</summary>
    public static KqueueAbi Darwin { get; } = new(UserFilter: -10, EventSize: 32, StatModeOffset: 4);

    /// <summary>FreeBSD 12 and later, whose events carry 32 bytes more.</summary>
    public static KqueueAbi FreeBsd { get; } = new(UserFilter: -11, EventSize: 64, StatModeOffset: 24);
}
