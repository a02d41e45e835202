using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;

namespace Mux;

/// <summary>Accepts connections on a loop, lets in only as many and as fast as the options say, and comes through a shortage of descriptors or memory.</summary>
/// <remarks>
/// <para>
/// A connection's place is given back when its <see cref="StreamSocket"/> is disposed of, wherever that is. One that is refused is closed with a reset, counted (<see cref="RefusedFor"/>, and <c>mux.connections.refused</c> of the meter
/// <c>Mux</c>), and seen by nobody. Refusing takes turns with the loop's other work.
/// </para>
/// <para>
/// When descriptors or memory have run out, or the system forbids to accept (EPERM), that is logged once, waiting peers are refused or left waiting (<see cref="ConnectionAcceptorOptions.WhenOutOfResources"/>), and accepting is tried again after 10 milliseconds, then twice as
/// long, up to a second. While it accepts, it holds a few descriptors back for the runtime (<see cref="DescriptorReserve"/>).
/// </para>
/// <para><b>Threads.</b> <see cref="AcceptAsync"/> is for the loop's thread, one at a time. The numbers may be read on any.</para>
/// </remarks>
/// <seealso href="https://man7.org/linux/man-pages/man2/accept.2.html">accept(2)</seealso>
public sealed class ConnectionAcceptor : IDisposable
{
    // How many to refuse in a row before the loop's other work has its turn.
    private const int Batch = 64;

    private static readonly Action<ConnectionAcceptor> LetGo = static acceptor => acceptor.LetGoOfReserve();

    private readonly StreamListener _listener;
    private readonly EventLoop _loop;
    private readonly LoopTime _time;
    private readonly ConnectionGuards _guards;
    private readonly AcceptCounts _counts;
    private readonly AcceptTrouble _trouble;
    private readonly ConnectionOverflow _whenOutOfResources;
    private readonly ILogger _log;

    // On the loop's thread, all that follow.
    private readonly DescriptorReserve _reserve = new();
    private RateLimitLease? _place; // Taken before a connection is accepted; kept when that one was refused.
    private bool _letGoQueued;
    private bool _accepting;
    private bool _disposed;

    /// <summary>Begins: peers that are waiting are accepted once <see cref="AcceptAsync"/> is called.</summary>
    /// <param name="listener">The listener. It stays the caller's, and is attached to the loop if it is not yet.</param>
    /// <param name="loop">The loop to wait on.</param>
    /// <param name="options">What to let in; null for all that come.</param>
    /// <exception cref="ArgumentNullException">The listener or the loop is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The listener is registered.</exception>
    /// <exception cref="MultiplexerException">The system refuses to watch it.</exception>
    /// <exception cref="ObjectDisposedException">The listener or the loop is disposed of.</exception>
    public ConnectionAcceptor(StreamListener listener, EventLoop loop, ConnectionAcceptorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(listener);
        ArgumentNullException.ThrowIfNull(loop);

        options ??= new ConnectionAcceptorOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.DescriptorsPerConnection, 1, nameof(options.DescriptorsPerConnection));
        _listener = listener;
        _loop = loop;
        _time = new LoopTime(loop);
        _log = GuardedLogger.Create(options.LoggerFactory, AcceptorLog.Category);
        _guards = new ConnectionGuards(options);
        _counts = new AcceptCounts(options.MeterFactory);
        _trouble = new AcceptTrouble(loop);
        _whenOutOfResources = options.WhenOutOfResources;
        if (!listener.IsAttachedTo(loop))
        {
            listener.AttachTo(loop);
        }

        if (options.MaxConnections is { } most && DescriptorLimit.Read().For(most, options.DescriptorsPerConnection) is { IsEnough: false } report)
        {
            _log.LimitTooLow(report.Message);
        }
    }

    /// <summary>How many connections that it let in are open.</summary>
    public int OpenConnections => _guards.Open;

    /// <summary>How many it let in so far.</summary>
    public long Accepted => _counts.Accepted;

    /// <summary>How many it refused so far.</summary>
    public long Refused => Enum.GetValues<RefusalReason>().Sum(_counts.RefusedFor);

    /// <summary>How many it refused so far for one reason.</summary>
    /// <param name="reason">The reason.</param>
    /// <returns>The number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such reason.</exception>
    public long RefusedFor(RefusalReason reason)
    {
        if (!Enum.IsDefined(reason))
        {
            throw new ArgumentOutOfRangeException(nameof(reason), reason, "There is no such reason.");
        }

        return _counts.RefusedFor(reason);
    }

    /// <summary>Waits for the next connection that may be let in. On the loop's thread.</summary>
    /// <param name="cancellationToken">Ends the wait. No connection is lost by that.</param>
    /// <returns>
    /// The connection, the caller's. Ends with <see cref="OperationCanceledException"/>, with <see cref="ObjectDisposedException"/> when this, the listener or the loop has ended, with <see cref="SocketException"/> when the listener
    /// itself fails, and with what a limiter of the caller's throws.
    /// </returns>
    /// <exception cref="InvalidOperationException">One is awaited already, or this is not the loop's thread.</exception>
    public async Task<StreamSocket> AcceptAsync(CancellationToken cancellationToken = default)
    {
        _loop.VerifyAccess();
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_accepting)
        {
            throw new InvalidOperationException("A connection is awaited already: one at a time.");
        }

        _accepting = true;
        try
        {
            return await AcceptNextAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ObjectDisposedException(nameof(StreamListener)); // Nothing else cancels.
        }
        finally
        {
            _accepting = false;
            LetGoInTheNextTurn();
        }
    }

    /// <summary>Lets go of the reserve. Connections that were let in stay. After <see cref="AcceptAsync"/> has ended, which disposing of the listener or cancelling brings about.</summary>
    public void Dispose()
    {
        _disposed = true;
        _place?.Dispose();
        _place = null;
        _reserve.Dispose();
        _guards.Dispose();
    }

    private async Task<StreamSocket> AcceptNextAsync(CancellationToken cancellation)
    {
        for (int refused = 0; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_place is null && _guards.Places is { } places)
            {
                _place = await AwaitPlaceAsync(places, cancellation);
            }

            // Without a reserve the system need not be asked.
            var failure = SocketResult.Failed(SocketError.TooManyOpenSockets);
            if (_reserve.TryHold() && _listener.TryAcceptOne(out StreamSocket? socket, out failure))
            {
                _trouble.Ease();
                if (TryAdmit(socket))
                {
                    return socket;
                }

                if (++refused % Batch == 0)
                {
                    _reserve.LetGo();
                    await Task.Yield();
                }
            }
            else if (failure.WouldBlock)
            {
                EndTrouble();
                _reserve.LetGo();
                await _listener.ReadableAsync(cancellation);
            }
            else if (failure.Error is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.AccessDenied) // The last: a rule of a firewall, of one connection.
            {
                await BackOffAsync(failure, cancellation);
            }
            else
            {
                throw failure.ToException();
            }
        }
    }

    private async ValueTask<RateLimitLease> AwaitPlaceAsync(RateLimiter places, CancellationToken cancellation)
    {
        RateLimitLease place = places.AttemptAcquire(1);
        if (place.IsAcquired)
        {
            return place;
        }

        _reserve.LetGo(); // The wait may be a long one.
        using CancellationTokenSource either = CancelledWithListener(cancellation);
        return await places.AcquireAsync(1, either.Token);
    }

    // For waits that are for no peer, which the listener's end would not end.
    private CancellationTokenSource CancelledWithListener(CancellationToken cancellation) => CancellationTokenSource.CreateLinkedTokenSource(cancellation, _listener.Closed);

    private bool TryAdmit(StreamSocket socket)
    {
        Admission? admission = null;
        try
        {
            if (!_guards.TryAdmit(socket.PeerKey, _place, out admission, out RefusalReason reason))
            {
                _counts.CountRefused(reason);
                return false;
            }
        }
        finally
        {
            if (admission is null)
            {
                socket.Abort(); // Also where a limiter of the caller's throws.
            }
        }

        _place = null;
        socket.Hold(admission);
        _counts.CountAccepted();
        return true;
    }

    private async ValueTask BackOffAsync(SocketResult failure, CancellationToken cancellation)
    {
        _reserve.LetGo(); // From here on the runtime may need them.
        TimeSpan delay = _trouble.Begin(out bool isNew);
        if (isNew)
        {
            _log.AcceptFailed(_guards.Open, AcceptorLog.InWords(failure));
        }

        long due = _time.DueAfter(delay);
        while (_whenOutOfResources == ConnectionOverflow.Refuse && RefuseBatch())
        {
            await Task.Yield();
            cancellation.ThrowIfCancellationRequested();
            if (_time.Now >= due)
            {
                return; // They come faster than they are refused. Perhaps there is room for them by now.
            }
        }

        using CancellationTokenSource either = CancelledWithListener(cancellation);
        await _loop.DelayAsync(_time.Until(due, _time.Now), either.Token);
    }

    /// <returns>Whether more may be waiting.</returns>
    private bool RefuseBatch()
    {
        int refused = 0;
        while (refused < Batch && _reserve.TryRefuse(_listener))
        {
            _counts.CountRefused(RefusalReason.OutOfResources);
            refused++;
        }

        return refused == Batch;
    }

    private void EndTrouble()
    {
        if (_trouble.TryEnd())
        {
            _log.AcceptRecovered(_counts.RefusedFor(RefusalReason.OutOfResources));
        }
    }

    // Whoever accepts the next one within this turn finds them held. They are not held for longer, since the runtime may want them.
    private void LetGoInTheNextTurn()
    {
        if (!_letGoQueued)
        {
            _letGoQueued = true;
            if (!_loop.TryPost(LetGo, this))
            {
                LetGoOfReserve();
            }
        }
    }

    private void LetGoOfReserve()
    {
        _letGoQueued = false;
        _reserve.LetGo();
    }
}
