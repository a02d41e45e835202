namespace Mux;

/// <summary>A callback that an event loop runs at a time, once or periodically. Made by <see cref="EventLoop.Schedule(TimeSpan, Action)"/>.</summary>
/// <remarks>
/// <para>Every member may be called from any thread, and from inside the callback. The callback runs on the loop's thread, never before its time.</para>
/// <para>
/// A periodic timer keeps to its grid: its ticks are multiples of the period after the first. A tick that a busy loop is late for runs late; ticks that it missed altogether are left out,
/// not made up for.
/// </para>
/// <para>A scheduled timer is kept alive by its loop. When the loop ends, its timers end silently.</para>
/// </remarks>
public sealed class LoopTimer : ITimer
{
    private static readonly Action<object, object?> FollowLater = static (timer, _) => ((LoopTimer)timer).FollowOnLoop();

    private readonly EventLoop _loop;
    private readonly Action<object, object?> _run;
    private readonly object? _state;

    // What is wished for, by whichever thread; guarded by the lock. The queue follows on the loop's thread.
    private readonly object _lock = new(); // 24 bytes; a Lock would be twice as large, and timers are many.
    private long _due = LoopClock.Never;
    private long _period; // Timestamps; 0 for once.
    private bool _followQueued; // A message to the loop is under way: it will see whatever is wished for by then.
    private bool _disposed;

    internal LoopTimer(EventLoop loop, Action<object, object?> run, object target, object? state)
    {
        _loop = loop;
        _run = run;
        Target = target;
        _state = state;
    }

    /// <summary>Whether a run is due, now or later. Between a periodic timer's ticks it is true, inside a one-time timer's callback false.</summary>
    public bool IsScheduled
    {
        get
        {
            lock (_lock)
            {
                return _due != LoopClock.Never;
            }
        }
    }

    /// <summary>Where the queue has it; below 0 when it is not in. The loop's thread only.</summary>
    internal int QueueIndex { get; set; } = -1;

    /// <summary>What is called.</summary>
    internal object Target { get; }

    /// <summary>Schedules one run after a delay from now, whatever was scheduled before.</summary>
    /// <param name="delay">From zero up. <see cref="Timeout.InfiniteTimeSpan"/> schedules nothing.</param>
    /// <returns>False when the timer is disposed of, or the loop has ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative and not infinite.</exception>
    public bool Reschedule(TimeSpan delay) => Change(delay, Timeout.InfiniteTimeSpan);

    /// <summary>Schedules a run after a delay from now, and further ones periodically, whatever was scheduled before.</summary>
    /// <param name="dueTime">The delay, from zero up. <see cref="Timeout.InfiniteTimeSpan"/> schedules nothing.</param>
    /// <param name="period">The time from one run to the next. Zero and <see cref="Timeout.InfiniteTimeSpan"/> mean one run only.</param>
    /// <returns>False when the timer is disposed of, or the loop has ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative and not infinite.</exception>
    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        RefuseNegative(dueTime, nameof(dueTime));
        RefuseNegative(period, nameof(period));

        lock (_lock)
        {
            if (_disposed || _loop.HasEnded)
            {
                return false;
            }

            _due = _loop.Clock.DueAfter(dueTime);
            _period = period == Timeout.InfiniteTimeSpan ? 0 : _loop.Clock.ToTimestamps(period);
        }

        return Follow();
    }

    /// <summary>Takes back what is scheduled. The timer can be scheduled again.</summary>
    /// <returns>
    /// True when a run was scheduled: it will not begin any more, on whatever thread this was called. False when none was, perhaps because it has begun.
    /// </returns>
    public bool Cancel()
    {
        lock (_lock)
        {
            if (_due == LoopClock.Never)
            {
                return false;
            }

            _due = LoopClock.Never;
        }

        _ = Follow(); // A loop that has ended runs nothing anyway.
        return true;
    }

    /// <summary>Cancels for good. A run that is under way on the loop's thread is not waited for.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
        }

        Cancel();
    }

    /// <summary>Cancels for good.</summary>
    /// <returns>A task that has completed.</returns>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Decides about a timer that the queue found due, on the loop's thread: since the queue was told, another thread may have cancelled or moved it. Puts a periodic one back.
    /// </summary>
    /// <returns>Whether to call <see cref="Run"/>.</returns>
    internal bool TryBegin(long now, TimerQueue queue)
    {
        lock (_lock)
        {
            if (_due == LoopClock.Never)
            {
                return false; // Cancelled.
            }

            if (_due > now)
            {
                queue.Set(this, _due); // Moved to a later time.
                return false;
            }

            if (_period > 0)
            {
                long missed = (now - _due) / _period;
                Int128 next = _due + (((Int128)missed + 1) * _period);
                _due = next < LoopClock.Never ? (long)next : LoopClock.Never - 1; // Centuries ahead.
                queue.Set(this, _due);
            }
            else
            {
                _due = LoopClock.Never;
            }

            return true;
        }
    }

    internal void Run() => _run(Target, _state);

    internal static void RefuseNegative(TimeSpan span, string parameter)
    {
        if (span < TimeSpan.Zero && span != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(parameter, span, "Pass a time of zero or more, or Timeout.InfiniteTimeSpan for none.");
        }
    }

    // Has the queue do what is wished for. False when the loop has ended.
    private bool Follow()
    {
        if (_loop.IsCurrentThread)
        {
            FollowOnLoop();
            return true;
        }

        lock (_lock)
        {
            if (_followQueued)
            {
                return true;
            }

            _followQueued = true;
        }

        return _loop.TryQueue(FollowLater, this, null);
    }

    private void FollowOnLoop()
    {
        long due;
        lock (_lock)
        {
            _followQueued = false;
            due = _due;
        }

        // Between the lock and here only other threads could wish otherwise, and their message is queued behind.
        if (due == LoopClock.Never)
        {
            _loop.Timers.Remove(this);
        }
        else
        {
            _loop.Timers.Set(this, due);
        }
    }
}
