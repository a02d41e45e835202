using System.Net.Sockets;

namespace Mux;

/// <summary>Registers and attaches sockets.</summary>
public static class EventLoopExtensions
{
    /// <summary>Begins to watch a socket. Set its <see cref="Socket.Blocking"/> to false, and unregister it before disposing of it.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="socket">An open socket; it stays the caller's.</param>
    /// <param name="interests">What to be told about.</param>
    /// <param name="trigger">When to be told.</param>
    /// <param name="handler">Whom to tell.</param>
    /// <param name="options">Less common wishes.</param>
    /// <returns>The registration. Disposing of it unregisters the socket.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <inheritdoc cref="EventLoop.Register" path="/exception"/>
    public static EventRegistration Register(
        this EventLoop loop, Socket socket, Interests interests, TriggerMode trigger, IReadyHandler handler, RegistrationOptions options = RegistrationOptions.None)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(socket);

        return loop.Register(socket.SafeHandle, interests, trigger, handler, options);
    }

    /// <summary>Makes a socket awaitable on a loop.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="socket">An open, non-blocking socket; it stays the caller's: dispose of the result first.</param>
    /// <param name="directions">What will be awaited, one or more.</param>
    /// <returns>The awaitable handle. Disposing of it detaches the socket and ends what is awaited.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The socket is blocking, or <paramref name="directions"/> is empty or undefined.</exception>
    /// <inheritdoc cref="EventLoop.Attach" path="/exception"/>
    public static AsyncHandle Attach(this EventLoop loop, Socket socket, Interests directions = Interests.Readable | Interests.Writable)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(socket);
        if (socket.Blocking)
        {
            throw new ArgumentException("The socket is blocking, and would block the whole loop: set its Blocking to false first.", nameof(socket));
        }

        return loop.Attach(socket.SafeHandle, directions);
    }
}
