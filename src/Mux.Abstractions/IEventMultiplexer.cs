using System.Runtime.InteropServices;

namespace Mux;

/// <summary>
/// Tells which of many handles are ready: epoll on Linux, kqueue on macOS and FreeBSD, an I/O completion port on Windows, behind one contract.
/// </summary>
/// <remarks>
/// <para><b>Hint.</b> An event says that an operation is worth trying. Handles are non-blocking; an answer of "would block" is normal.</para>
/// <para>
/// <b>Threads.</b> Every member may be called from any thread at any time. Several threads may wait at once, each with its own <see cref="ReadyEvents"/>.
/// A registration or a change takes effect on waits that are already in progress.
/// </para>
/// <para>
/// <b>Ownership.</b> A multiplexer never closes a caller's handle and holds no reference count on it between calls, so closing the handle
/// elsewhere never blocks. Dispose of the registration before closing the handle. A handle closed without that never crashes the multiplexer, and its
/// descriptor number's next owner never receives its events.
/// </para>
/// <para><b>Quiet.</b> <see cref="Wait"/>, <see cref="Wake"/>, and a registration's Modify and Rearm allocate nothing in the steady state.</para>
/// <para>
/// <b>Refusal.</b> Misuse throws <see cref="ArgumentException"/>, <see cref="InvalidOperationException"/> or <see cref="ObjectDisposedException"/>;
/// what cannot be watched here throws <see cref="NotSupportedException"/>; what the system refuses throws <see cref="MultiplexerException"/>.
/// Nothing degrades silently. No exception of a call leaves a half-made registration behind.
/// </para>
/// <para><b>Dispose</b> wakes every waiter (each gets <see cref="ObjectDisposedException"/>), waits until they have left, and then closes. All
/// registrations end. It throws nothing, may be called twice and from several threads, and from inside a handler that runs between two waits.</para>
/// </remarks>
/// <seealso href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</seealso>
public interface IEventMultiplexer : IDisposable
{
    /// <summary>The backend's name, in lower case: <c>epoll</c>, <c>kqueue</c> or <c>iocp</c>.</summary>
    string Name { get; }

    /// <summary>What this backend does beyond the common contract.</summary>
    MultiplexerFeatures Features { get; }

    /// <summary>
    /// The handle by which another multiplexer can watch this one: it is readable while a wait here would report something. Null where the backend has no <see cref="MultiplexerFeatures.Nesting"/>. It belongs to this
    /// multiplexer, which closes it.
    /// </summary>
    SafeHandle? Handle { get; }

    /// <summary>Begins to watch a handle. Takes effect on waits already in progress; what is ready already is reported at once.</summary>
    /// <param name="handle">
    /// An open handle, in non-blocking mode. It stays the caller's: unregister before closing it. The same handle cannot be registered twice in one multiplexer; in
    /// several it can.
    /// </param>
    /// <param name="interests">What to be told about. <see cref="Interests.None"/> registers it paused.</param>
    /// <param name="trigger">When to be told.</param>
    /// <param name="state">Anything; comes back as <see cref="ReadyEvent.State"/>. Not kept alive beyond the registration.</param>
    /// <param name="options">Less common wishes.</param>
    /// <returns>The registration. Disposing of it unregisters the handle.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="handle"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// The handle is invalid or not open in this process; an enum has undefined bits; the options cannot be combined with the rest.
    /// </exception>
    /// <exception cref="InvalidOperationException">The handle is registered here already, or watching it would close a loop of nested multiplexers.</exception>
    /// <exception cref="NotSupportedException">
    /// This kind of handle cannot be watched here (a regular file anywhere, a pipe on Windows), or the backend lacks what was asked for.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The multiplexer is disposed, or the handle is closed.</exception>
    /// <exception cref="MultiplexerException">The system refused: a limit, no memory.</exception>
    /// <remarks>Defaults for the last three parameters are those of <see cref="EventMultiplexerExtensions"/>.</remarks>
    EventRegistration Register(SafeHandle handle, Interests interests, TriggerMode trigger, object? state, RegistrationOptions options);

    /// <summary>Waits until something is ready, a wake comes, or the timeout has passed, and fills the buffer.</summary>
    /// <param name="events">
    /// The buffer to fill; what it held is gone. One thread's at a time. With more ready handles than it has room for, successive waits rotate through them.
    /// </param>
    /// <param name="timeout">
    /// <see cref="Timeout.InfiniteTimeSpan"/> waits for ever; <see cref="TimeSpan.Zero"/> polls, and still asks the kernel; anything between is kept with the best
    /// resolution the system has. No wait ends empty before its timeout unless it was woken. Signals do not end a wait.
    /// </param>
    /// <returns>
    /// The number of events, at most one a registration; 0 after a time-out or a wake (<see cref="ReadyEvents.WasWoken"/> tells which).
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="events"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    /// <exception cref="ObjectDisposedException">The multiplexer was disposed, before or during the wait.</exception>
    /// <exception cref="MultiplexerException">The system refused.</exception>
    int Wait(ReadyEvents events, TimeSpan timeout);

    /// <summary>
    /// Makes one wait return early: one in progress, or else the next. Wakes that come before that wait returns coalesce; none is lost. Cheap when one is already pending.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The multiplexer is disposed.</exception>
    void Wake();
}
