using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mux;

/// <summary>Registers handles with defaults, sockets, and bare descriptor numbers.</summary>
public static class EventMultiplexerExtensions
{
    /// <summary>Begins to watch a handle, level-triggered unless said otherwise.</summary>
    /// <param name="multiplexer">The multiplexer.</param>
    /// <param name="handle">An open handle, in non-blocking mode. It stays the caller's: unregister before closing it.</param>
    /// <param name="interests">The directions to be told about. <see cref="Interests.None"/> registers it paused.</param>
    /// <param name="trigger">When to be told.</param>
    /// <param name="state">Anything; comes back as <see cref="ReadyEvent.State"/>.</param>
    /// <param name="options">Additional registration options.</param>
    /// <returns>The registration. Disposing of it unregisters the handle.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="multiplexer"/> or <paramref name="handle"/> is null.</exception>
    /// <inheritdoc cref="IEventMultiplexer.Register" path="/exception[@cref!='T:System.ArgumentNullException']"/>
    public static EventRegistration Register(
        this IEventMultiplexer multiplexer,
        SafeHandle handle,
        Interests interests,
        TriggerMode trigger = TriggerMode.Level,
        object? state = null,
        RegistrationOptions options = RegistrationOptions.None)
    {
        ArgumentNullException.ThrowIfNull(multiplexer);

        return multiplexer.Register(handle, interests, trigger, state, options);
    }

    /// <summary>Begins to watch a socket. Set its <see cref="Socket.Blocking"/> to false, and unregister it before disposing of it.</summary>
    /// <param name="multiplexer">The multiplexer.</param>
    /// <param name="socket">An open socket; it stays the caller's.</param>
    /// <param name="interests">What to be told about.</param>
    /// <param name="trigger">When to be told.</param>
    /// <param name="state">Anything; comes back as <see cref="ReadyEvent.State"/>.</param>
    /// <param name="options">Less common wishes.</param>
    /// <returns>The registration. Disposing of it unregisters the socket.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="multiplexer"/> or <paramref name="socket"/> is null.</exception>
    /// <inheritdoc cref="IEventMultiplexer.Register" path="/exception"/>
    public static EventRegistration Register(
        this IEventMultiplexer multiplexer,
        Socket socket,
        Interests interests,
        TriggerMode trigger = TriggerMode.Level,
        object? state = null,
        RegistrationOptions options = RegistrationOptions.None)
    {
        ArgumentNullException.ThrowIfNull(multiplexer);
        ArgumentNullException.ThrowIfNull(socket);

        return multiplexer.Register(socket.SafeHandle, interests, trigger, state, options);
    }

    /// <summary>
    /// Begins to watch a descriptor number that some other code owns: what a native library hands out. It is never closed by Mux, and nothing can keep its owner from
    /// closing it while it is watched: unregister first.
    /// </summary>
    /// <param name="multiplexer">The multiplexer.</param>
    /// <param name="descriptor">An open file descriptor on Unix, a SOCKET on Windows, in non-blocking mode.</param>
    /// <param name="interests">What to be told about.</param>
    /// <param name="trigger">When to be told.</param>
    /// <param name="state">Anything; comes back as <see cref="ReadyEvent.State"/>.</param>
    /// <param name="options">Less common wishes.</param>
    /// <returns>The registration. Disposing of it unregisters the descriptor.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="multiplexer"/> is null.</exception>
    /// <inheritdoc cref="IEventMultiplexer.Register" path="/exception"/>
    public static EventRegistration RegisterBorrowed(
        this IEventMultiplexer multiplexer,
        nint descriptor,
        Interests interests,
        TriggerMode trigger = TriggerMode.Level,
        object? state = null,
        RegistrationOptions options = RegistrationOptions.None)
    {
        ArgumentNullException.ThrowIfNull(multiplexer);

        // A socket handle on Windows, because only sockets are watched there; it owns nothing, so nothing is closed when it is collected.
        SafeHandle borrowed = OperatingSystem.IsWindows()
            ? new SafeSocketHandle(descriptor, ownsHandle: false)
            : new SafeFileHandle(descriptor, ownsHandle: false);
        return multiplexer.Register(borrowed, interests, trigger, state, options);
    }
}
