namespace Mux;

/// <summary>Hands everything that one connection brings to another one, in both directions at once, until both have ended.</summary>
/// <remarks>
/// <para><b>Ends.</b> When one peer ends its sending half, the other gets that end after all bytes before it, and may go on sending. A reset of either connection resets the other, after everything that was received before it, and that the system still gives, has been delivered: no byte is lost by the relay, and a peer never takes what was cut off for the whole.</para>
/// <para><b>Back-pressure.</b> A direction does not read while the other side does not take. What is in flight is no more than one pipe or buffer a direction, beside what the kernel's sockets hold.</para>
/// <para>
/// <b>Cost.</b> On Linux the bytes go through a pipe by splice(2) and never come into the process; elsewhere, and where descriptors have run out, they are copied through pooled buffers of 64 KiB. A relay in which nothing
/// is in flight holds neither: only its two sockets.
/// </para>
/// <para><b>Urgent data.</b> What follows it arrives, as everything else does; the urgent byte itself is not handed on.</para>
/// <para><b>Fairness.</b> After some reads a busy direction lets everything else on the loop have its turn.</para>
/// </remarks>
public static class TcpRelay
{
    /// <summary>Relays until both peers have ended. On an event loop, by which both sockets are watched from here on.</summary>
    /// <param name="left">One connection. The relay's from here on: it is closed when the relay ends, by a reset unless both peers have ended.</param>
    /// <param name="right">The other one, likewise.</param>
    /// <param name="cancellationToken">Ends the relay, and resets both connections.</param>
    /// <returns>
    /// What was done, also when a connection failed. Ends with <see cref="OperationCanceledException"/> when cancelled, and with <see cref="ObjectDisposedException"/> when the loop has ended or somebody closed a socket.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="left"/> or <paramref name="right"/> is null.</exception>
    /// <exception cref="ArgumentException">They are the same socket.</exception>
    /// <exception cref="InvalidOperationException">This thread is no event loop's, or a socket is registered with a multiplexer.</exception>
    /// <exception cref="MultiplexerException">The system refused to watch a socket.</exception>
    /// <exception cref="ObjectDisposedException">A socket is disposed of, or the loop has ended.</exception>
    /// <remarks>Where this throws at once, the sockets stay the caller's.</remarks>
    public static Task<RelayTotals> RunAsync(StreamSocket left, StreamSocket right, CancellationToken cancellationToken = default) => RunAsync(left, right, new TcpRelayOptions(), cancellationToken);

    /// <param name="left">One connection. The relay's from here on: it is closed when the relay ends, by a reset unless both peers have ended.</param>
    /// <param name="right">The other one, likewise.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the relay, and resets both connections.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">They are the same socket, or an option is out of its range.</exception>
    /// <inheritdoc cref="RunAsync(StreamSocket, StreamSocket, CancellationToken)"/>
    public static Task<RelayTotals> RunAsync(StreamSocket left, StreamSocket right, TcpRelayOptions options, CancellationToken cancellationToken = default)
    {
        EventLoop loop = EventLoop.Current ?? throw new InvalidOperationException("A relay runs on an event loop, and this thread is none's: call it there, for example by InvokeAsync.");
        return RunAsync(loop, left, right, options, RelayCarriers.Of(loop), cancellationToken);
    }

    /// <summary>The same, by carriers of the caller's choice.</summary>
    internal static Task<RelayTotals> RunAsync(EventLoop loop, StreamSocket left, StreamSocket right, TcpRelayOptions options, RelayCarriers carriers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(options);
        if (left == right)
        {
            throw new ArgumentException("A relay is between two sockets, and these are one.", nameof(right));
        }

        RefuseUnlessPositive(options.IdleLimit, nameof(options.IdleLimit), nameof(options));
        RefuseUnlessPositive(options.DeliveryLimit, nameof(options.DeliveryLimit), nameof(options));

        var relay = new RunningRelay(loop, left, right, options, carriers);
        relay.Begin(cancellationToken);
        return relay.Completion;
    }

    private static void RefuseUnlessPositive(TimeSpan limit, string name, string parameter)
    {
        if (limit <= TimeSpan.Zero && limit != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentException($"{name} is {limit}: pass a time of more than zero, or Timeout.InfiniteTimeSpan.", parameter);
        }
    }
}
