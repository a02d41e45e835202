using System.Diagnostics;

namespace Mux;

/// <summary>One turn of a loop after the other: waits, and then gives events, timers and posted actions each a bounded turn.</summary>
/// <remarks>
/// <para>
/// A post must end the wait that is in progress, and should cost nothing while none is. So the loop says that it sleeps, looks at the queue once more, and only then waits; whoever posts adds to the queue,
/// and then looks whether the loop sleeps. With a full fence between the two steps on either side, one of them sees the other. The first poster takes the word back and wakes the loop:
/// a wait costs its posters one system call, however many they are.
/// </para>
/// <para>The bounds make it fair: a handle that is always ready and a timer that is always due each come once a turn, an action that posts itself a few times, and so does everybody else.</para>
/// </remarks>
internal sealed class LoopDriver : IDisposable
{
    private const int AlarmTries = 8;

    private static readonly TimeSpan WithoutAlarm = TimeSpan.FromMilliseconds(10);

    // Of what posted work posts in turn, so much runs before the next look at the handles, which is a system call; and no more, or what ends connections would wait while an async method that accepts them goes on.
    private const int LeastWork = 16;

    // Providers take some 49 days at most, as timers of the base library do. An alarm that rings early is a look at the clock.
    private static readonly TimeSpan LongestAlarm = TimeSpan.FromMilliseconds(int.MaxValue);

    private readonly IEventMultiplexer _multiplexer;
    private readonly EventLoopOptions _options;
    private readonly WorkQueue _work;
    private readonly TimerQueue _timers;
    private readonly LoopClock _clock;
    private readonly CallbackGuard _guard;
    private readonly OperationBudget _budget;
    private readonly LoopTelemetry _telemetry;
    private readonly LoopCounters _counters;
    private readonly ReadyEvents _events;
    private readonly ITimer? _alarm; // Where another clock than the system's rules, its own timer ends the wait.
    private bool _sleeps; // Interlocked.
    private bool _stopping; // Written before anybody looks whether the loop sleeps.
    private bool _wasBusy;

    public LoopDriver(IEventMultiplexer multiplexer, EventLoopOptions options, WorkQueue work, TimerQueue timers, LoopClock clock, CallbackGuard guard, OperationBudget budget, LoopTelemetry telemetry)
    {
        _multiplexer = multiplexer;
        _options = options;
        _work = work;
        _timers = timers;
        _clock = clock;
        _guard = guard;
        _budget = budget;
        _telemetry = telemetry;
        _counters = telemetry.Counters;
        _events = new ReadyEvents(options.EventsPerWait);
        _alarm = clock.IsSystem ? null : CreateAlarm(clock.Provider);
    }

    /// <summary>Runs turns until <see cref="Stop"/>.</summary>
    /// <exception cref="Exception">Waiting failed. Callers' code never comes out here.</exception>
    public void Run()
    {
        while (!Volatile.Read(ref _stopping))
        {
            int events = Wait();
            _counters.Iterations++;
            _budget.RenewForTurn();

            long begun = _telemetry.BeginDispatch();
            int work = DispatchEvents(events);
            _budget.RenewForWork();
            work += RunTimers() + RunWork(Math.Min(_options.WorkPerIteration, Math.Max(LeastWork, _work.Count)));
            _telemetry.DispatchEnded(begun);
            _wasBusy = work > 0;
        }
    }

    /// <summary>Goes on with what was posted until nothing is left, or the time is over.</summary>
    /// <returns>Whether nothing is left.</returns>
    public bool Drain(TimeSpan limit)
    {
        long begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < limit)
        {
            _budget.RenewForTurn();
            if (RunWork(1) == 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Runs what was taken out of the queue with its seal.</summary>
    public void RunLate(WorkItem[] items)
    {
        foreach (WorkItem item in items)
        {
            RunOne(item);
        }

        _counters.Work += items.Length;
    }

    /// <summary>Makes <see cref="Run"/> return after the turn that is under way. From any thread.</summary>
    public void Stop()
    {
        Interlocked.Exchange(ref _stopping, true);
        WakeIfAsleep();
    }

    /// <summary>Ends the wait that is in progress, if there is one. From any thread, after a full fence.</summary>
    public void WakeIfAsleep()
    {
        if (!Volatile.Read(ref _sleeps) || !Interlocked.Exchange(ref _sleeps, false))
        {
            return; // Awake, or somebody else's to wake.
        }

        _counters.CountWake();
        try
        {
            _multiplexer.Wake();
        }
        catch (ObjectDisposedException)
        {
            // The wait has been ended by that, and the loop with it.
        }
        catch
        {
            Volatile.Write(ref _sleeps, true); // The next one is to try as well, and to fail as loudly.
            throw;
        }
    }

    public void Dispose() => _alarm?.Dispose();

    // Without the ambient values of the loop's maker: they would be kept for its life.
    private ITimer CreateAlarm(TimeProvider provider)
    {
        using AsyncFlowControl flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        return provider.CreateTimer(static driver => ((LoopDriver)driver!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private void Ring()
    {
        try
        {
            _multiplexer.Wake();
        }
        catch (ObjectDisposedException)
        {
            // An alarm that was set before the loop ended.
        }
    }

    private int Wait()
    {
        long begun = _telemetry.BeginWait();
        int events = _wasBusy && _options.SpinBeforeBlocking > TimeSpan.Zero && Spin() is { } found ? found : Block();
        _telemetry.WaitEnded(begun, events);
        return events;
    }

    // Null when the time went by without anything to do.
    private int? Spin()
    {
        long begun = Stopwatch.GetTimestamp();
        do
        {
            int events = _multiplexer.Wait(_events, TimeSpan.Zero);
            if (events > 0 || !_work.IsEmpty || Volatile.Read(ref _stopping) || _timers.NextDue <= _clock.Now)
            {
                return events;
            }

            Thread.SpinWait(1);
        }
        while (Stopwatch.GetElapsedTime(begun) < _options.SpinBeforeBlocking);
        return null;
    }

    private int Block()
    {
        TimeSpan timeout = UntilNextTimer();
        if (timeout != TimeSpan.Zero)
        {
            _work.Shrink();
            Interlocked.Exchange(ref _sleeps, true);
            if (!_work.IsEmpty || Volatile.Read(ref _stopping))
            {
                timeout = TimeSpan.Zero;
            }
        }

        int events = _multiplexer.Wait(_events, timeout);
        Volatile.Write(ref _sleeps, false);
        return events;
    }

    private TimeSpan UntilNextTimer()
    {
        if (!_work.IsEmpty)
        {
            return TimeSpan.Zero;
        }

        long due = _timers.NextDue;
        if (due == LoopClock.Never)
        {
            return Timeout.InfiniteTimeSpan;
        }

        TimeSpan left = _clock.Until(due, _clock.Now);
        return _alarm is null || left == TimeSpan.Zero ? left : SetAlarm(due);
    }

    // The provider reckons from its own present, which may move between our look at it and its: an alarm that was late for that reason is set anew. A clock that never stands still is
    // ahead of us by as little as the loop takes, so a look after the setting is enough to see what is due; the alarm itself may be late by that little.
    private TimeSpan SetAlarm(long due)
    {
        long before;
        long now = _clock.Now;
        int tries = 0;
        do
        {
            before = now;
            TimeSpan left = _clock.Until(due, before);
            if (left == TimeSpan.Zero)
            {
                return TimeSpan.Zero;
            }

            try
            {
                _alarm!.Change(left < LongestAlarm ? left : LongestAlarm, Timeout.InfiniteTimeSpan);
            }
            catch (Exception failure)
            {
                _clock.Failed?.Invoke(failure);
                return WithoutAlarm; // Look at the clock now and then.
            }

            now = _clock.Now;
        }
        while (now != before && ++tries < AlarmTries);

        return Timeout.InfiniteTimeSpan;
    }

    private int DispatchEvents(int collected)
    {
        if (collected == 0)
        {
            return 0;
        }

        int dispatched = 0;
        foreach (ReadyEvent ready in _events)
        {
            dispatched++;
            if (HandlerOf(ready.Registration) is { } handler)
            {
                _budget.RenewForEvent();
                _guard.Run(handler, ready);
            }
            else
            {
                RefuseUnhandled(ready);
            }
        }

        _counters.Events += collected;
        _counters.StaleEvents += collected - dispatched;
        _counters.SaturatedWaits += _events.IsFull ? 1 : 0;
        return collected;
    }

    // While EventLoop.Register runs on another thread, the handler is the state, then both, then in its own slot alone.
    private static IReadyHandler? HandlerOf(EventRegistration registration)
    {
        if ((registration.Handler ?? registration.State as IReadyHandler) is { } handler)
        {
            return handler;
        }

        Interlocked.MemoryBarrier();
        return registration.Handler;
    }

    // It was registered with the multiplexer and not with the loop. Level-triggered it would come forever.
    private void RefuseUnhandled(ReadyEvent ready)
    {
        ready.Registration.Dispose();
        _guard.Report(
            new InvalidOperationException(
                $"{ready.Registration} has no handler, and its state is {ready.State ?? "null"} and not an {nameof(IReadyHandler)}. It was unregistered. Register the handles of a loop by {nameof(EventLoop)}.{nameof(EventLoop.Register)}."),
            LoopCallbackKind.Handler,
            ready.Registration);
    }

    private int RunTimers()
    {
        if (_timers.NextDue == LoopClock.Never)
        {
            return 0;
        }

        long now = _clock.Now; // One look at the clock: what becomes due meanwhile has its turn next time.
        int run = 0;
        while (run < _options.WorkPerIteration && _timers.TakeDue(now) is { } timer)
        {
            run++;
            if (timer.TryBegin(now, _timers))
            {
                _guard.Run(timer);
            }
        }

        return run;
    }

    private int RunWork(int limit)
    {
        int run = 0;
        while (run < limit && _work.TryTake(out WorkItem item))
        {
            run++;
            RunOne(item);
            if (_budget.IsOutOfPieces)
            {
                break; // A large transfer has used up the turn: handles and timers are next.
            }
        }

        _counters.Work += run;
        return run;
    }

    private void RunOne(in WorkItem item)
    {
        _telemetry.WorkBegins(item.PostedAt);
        _guard.Run(item);
    }
}
