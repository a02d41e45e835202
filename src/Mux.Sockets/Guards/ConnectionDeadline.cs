namespace Mux;

/// <summary>How long a connection may be idle, and how long a phase of it may last, such as the sending of a request's head: what ends peers that send a byte now and then only to stay (slow-loris).</summary>
/// <remarks>
/// <para>
/// One timer of the loop a connection. Activity only notes the time; the timer, when it fires, finds that and sleeps on. Expiry happens on the loop's thread, once, and is final.
/// </para>
/// <para><b>Threads.</b> <see cref="NoteActivity"/> and <see cref="Dispose"/> may be called from any thread, everything else on the loop's.</para>
/// </remarks>
public sealed class ConnectionDeadline : IDisposable
{
    private static readonly Action<ConnectionDeadline> Look = static deadline => deadline.Check();

    private readonly EventLoop _loop;
    private readonly LoopTime _time;
    private readonly StreamSocket _socket;
    private readonly Action<StreamSocket, DeadlineKind>? _expired;
    private readonly LoopTimer _timer;
    private readonly long _idle; // In the loop's timestamps, like all that follow.
    private long _lastActivity; // Volatile.
    private long _phaseDue = Timestamps.Never;
    private long _armedFor = Timestamps.Never;

    /// <summary>Begins: the connection counts as active now.</summary>
    /// <param name="loop">The loop, on whose thread this is called.</param>
    /// <param name="socket">The connection. It stays the caller's.</param>
    /// <param name="idle">How long it may be idle, above zero; <see cref="Timeout.InfiniteTimeSpan"/> for any time.</param>
    /// <param name="expired">What to do when a deadline has passed; null to <see cref="StreamSocket.Abort"/> the connection, so that what is awaited on it ends.</param>
    /// <exception cref="ArgumentNullException">The loop or the socket is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time is zero, or negative and not infinite.</exception>
    /// <exception cref="InvalidOperationException">This is not the loop's thread.</exception>
    public ConnectionDeadline(EventLoop loop, StreamSocket socket, TimeSpan idle, Action<StreamSocket, DeadlineKind>? expired = null)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(socket);
        RefuseNone(idle, nameof(idle));
        loop.VerifyAccess();

        (_loop, _time, _socket, _expired) = (loop, new LoopTime(loop), socket, expired);
        _idle = idle == Timeout.InfiniteTimeSpan ? Timestamps.Never : _time.ToTimestamps(idle);
        _timer = loop.Schedule(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan, Look, this);
        NoteActivity();
        Arm(_time.Now);
    }

    /// <summary>Which deadline has passed; null while none has.</summary>
    public DeadlineKind? Expired { get; private set; }

    /// <summary>Something happened: the time of being idle begins anew. A look at the clock and a store. From any thread.</summary>
    public void NoteActivity() => Volatile.Write(ref _lastActivity, _time.Now);

    /// <summary>A phase begins that has to end in time, however active the peer is. One that is under way ends.</summary>
    /// <param name="limit">How long it may last, above zero; <see cref="Timeout.InfiniteTimeSpan"/> for any time.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is zero, or negative and not infinite.</exception>
    /// <exception cref="InvalidOperationException">This is not the loop's thread.</exception>
    public void BeginPhase(TimeSpan limit)
    {
        RefuseNone(limit, nameof(limit));
        _loop.VerifyAccess();

        _phaseDue = _time.DueAfter(limit);
        if (_phaseDue < _armedFor)
        {
            Arm(_time.Now);
        }
    }

    /// <summary>The phase has ended in time; if none was under way, nothing happens.</summary>
    /// <exception cref="InvalidOperationException">This is not the loop's thread.</exception>
    public void EndPhase()
    {
        _loop.VerifyAccess();
        _phaseDue = Timestamps.Never; // The timer fires for nothing, and finds that out.
    }

    /// <summary>Ends the watch. From any thread; call it when the connection ends, or the loop keeps it until the timer fires.</summary>
    public void Dispose() => _timer.Dispose();

    private static void RefuseNone(TimeSpan span, string parameter)
    {
        if (span <= TimeSpan.Zero && span != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(parameter, span, "Pass a time above zero, or Timeout.InfiniteTimeSpan for none.");
        }
    }

    private long IdleDue()
    {
        long last = Volatile.Read(ref _lastActivity);
        return _idle >= Timestamps.Never - last ? Timestamps.Never : last + _idle;
    }

    private void Check()
    {
        _armedFor = Timestamps.Never;
        long now = _time.Now;
        if (_phaseDue <= now)
        {
            Expire(DeadlineKind.Phase);
        }
        else if (IdleDue() <= now)
        {
            Expire(DeadlineKind.Idle);
        }
        else
        {
            Arm(now);
        }
    }

    private void Arm(long now)
    {
        long due = Math.Min(_phaseDue, IdleDue());
        _armedFor = due;
        _ = _timer.Reschedule(due == Timestamps.Never ? Timeout.InfiniteTimeSpan : _time.Until(due, now)); // False once the loop has ended, which ends the connection by other means; or this is disposed of.
    }

    private void Expire(DeadlineKind kind)
    {
        Expired = kind;
        _timer.Dispose();
        if (_expired is null)
        {
            _socket.Abort();
        }
        else
        {
            _expired(_socket, kind);
        }
    }
}
