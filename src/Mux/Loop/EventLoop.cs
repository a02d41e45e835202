using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Mux;

/// <summary>
/// An event loop: one thread on which handlers of ready handles run, timers fire, posted actions arrive, and async methods that began on it resume.
/// </summary>
/// <remarks>
/// <para>
/// <b>Thread.</b> <see cref="Start"/> gives it a thread of its own; <see cref="EventLoop(IEventMultiplexer, EventLoopOptions, EventLoopServices)"/> and <see cref="Run"/> take the caller's. On that thread one callback runs at a
/// time, and a slow one holds up all others. Every member may be called from any thread.
/// </para>
/// <para>
/// <b>Await.</b> On the loop's thread <see cref="SynchronizationContext.Current"/> is the loop's (unless the options say otherwise): the rest of an async method runs on the loop again. An await of the loop's own operations (<see cref="AsyncHandle"/>,
/// <see cref="DelayAsync"/>) that begins on the loop resumes on it directly, whatever ConfigureAwait says; one that begins elsewhere resumes where its context says, or else on the thread pool.
/// </para>
/// <para>
/// <b>Fairness.</b> A turn of the loop is one wait, then the events it collected, then the timers that are due, then posted actions, each no more than the options allow.
/// </para>
/// <para>
/// <b>Exceptions.</b> No callback's exception ends the loop: each goes to <see cref="UnhandledException"/> and to the log. Only a wait that fails ends it, and <see cref="Completion"/> then holds the reason.
/// </para>
/// <para>
/// <b>End.</b> Stopped, a loop refuses work from outside, ends what is awaited on it with <see cref="ObjectDisposedException"/>, runs what was posted before for <see cref="EventLoopOptions.StopTimeout"/> at most, and ends. Timers that are not
/// due yet never run. What was to resume on it later runs on the thread pool.
/// </para>
/// </remarks>
public sealed class EventLoop : IDisposable, IAsyncDisposable, IEndsWithThreads
{
    [ThreadStatic]
    private static EventLoop? t_current;
    private static int s_made;

    // In metrics, where a value of a tag that is never seen again costs memory for good.
    private const string UnnamedLoops = "mux";

    private readonly IEventMultiplexer _multiplexer;
    private readonly bool _ownsMultiplexer;
    private readonly EventLoopOptions _options;
    private readonly ILogger _log;
    private readonly LoopLifetime _lifetime = new();
    private readonly WorkQueue _work = new();
    private readonly LoopCounters _counters = new();
    private readonly LoopTelemetry _telemetry;
    private readonly CallbackGuard _guard;
    private readonly LoopDriver _driver;
    private readonly LoopDependents _dependents = new();
    private readonly HandleSweep _sweep;
    private readonly LoopEnding _ending;
    private readonly Action _registrationEnded;
    private readonly LoopTaskScheduler _taskScheduler;
    private readonly CancellationTokenSource _stopping = new();
    private int _threadId; // Of the thread that is inside Run; 0 at other times.

    /// <summary>Makes a loop on a multiplexer of the caller's. It runs when <see cref="Run"/> is called.</summary>
    /// <param name="multiplexer">
    /// The multiplexer. It stays the caller's: the loop does not dispose of it, and registrations that were made by <see cref="Register"/> outlive the loop. Nobody else may wait on
    /// it while the loop runs.
    /// </param>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <param name="services">What it logs to, measures with and takes the time from; null for none and the system's clock.</param>
    /// <exception cref="ArgumentNullException"><paramref name="multiplexer"/> is null.</exception>
    /// <exception cref="ArgumentException">An option is out of its range, or <see cref="EventLoopOptions.Processor"/> is set: the thread is the caller's.</exception>
    public EventLoop(IEventMultiplexer multiplexer, EventLoopOptions? options = null, EventLoopServices? services = null)
        : this(multiplexer, CheckedForCallersThread(options), services, ownsMultiplexer: false)
    {
    }

    internal EventLoop(IEventMultiplexer multiplexer, EventLoopOptions options, EventLoopServices? services, bool ownsMultiplexer)
    {
        ArgumentNullException.ThrowIfNull(multiplexer);

        _multiplexer = multiplexer;
        _ownsMultiplexer = ownsMultiplexer;
        _options = options;
        Name = options.Name ?? $"mux-{Interlocked.Increment(ref s_made)}";
        _log = GuardedLogger.Create(services?.LoggerFactory, EventLoopLog.Category);
        Clock = new LoopClock(services?.TimeProvider ?? TimeProvider.System) { Failed = failure => ReportUnhandled(failure, LoopCallbackKind.Timer) };
        _telemetry = new LoopTelemetry(LoopInstruments.Of(services?.MeterFactory), _counters, Timers, options.Name ?? UnnamedLoops, multiplexer.Name);
        _guard = new CallbackGuard(this, options, _log, _counters);
        _driver = new LoopDriver(multiplexer, options, _work, Timers, Clock, _guard, Budget, _telemetry);
        _ending = new LoopEnding(this, _work, _driver, _dependents, _guard, _log);
        _sweep = new HandleSweep(this, _dependents);
        _registrationEnded = _counters.CountEndOfRegistration;
        SynchronizationContext = new LoopSynchronizationContext(this);
        _taskScheduler = new LoopTaskScheduler(this);
        TimeProvider = new LoopTimeProvider(this);
    }

    /// <summary>
    /// A callback has thrown. Raised on the loop's thread, after the exception was logged. With neither a handler here nor a logger, the exception is only counted (<c>mux.loop.exceptions</c>).
    /// </summary>
    public event EventHandler<EventLoopExceptionEventArgs>? UnhandledException;

    /// <summary>The loop whose callback the calling thread is in; null elsewhere.</summary>
    public static EventLoop? Current => t_current;

    /// <summary>The name of the loop, and of its thread if it started one.</summary>
    public string Name { get; }

    /// <summary>The multiplexer that the loop waits on. Handles may also be registered with it directly, with an <see cref="IReadyHandler"/> as their state.</summary>
    public IEventMultiplexer Multiplexer => _multiplexer;

    /// <summary>Brings callbacks to the loop. It is the current one on the loop's thread, unless <see cref="EventLoopOptions.UseSynchronizationContext"/> is false.</summary>
    public SynchronizationContext SynchronizationContext { get; }

    /// <summary>Runs tasks on the loop, one at a time and in order.</summary>
    public TaskScheduler TaskScheduler => _taskScheduler;

    /// <summary>Time whose timers run on the loop: for <see cref="Task.Delay(TimeSpan, TimeProvider)"/>, <see cref="CancellationTokenSource(TimeSpan, TimeProvider)"/> and whatever else takes a provider. Tells the time as the provider that the loop was given does.</summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>
    /// Completes when the loop has ended: successfully when it was told to, with the reason when waiting failed. A loop that is made and never run completes when it is disposed of.
    /// </summary>
    public Task Completion => _lifetime.Completion;

    /// <summary>Is cancelled when the loop is told to stop, or fails: for work elsewhere that is of no use without the loop. Its callbacks run on the thread that stops the loop.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Whether the calling thread is the loop's: whether it is inside <see cref="Run"/>.</summary>
    public bool IsCurrentThread => Environment.CurrentManagedThreadId == Volatile.Read(ref _threadId);

    /// <summary>How many registrations that were made through this loop are in force, attached handles included. A measure of load.</summary>
    public int RegistrationCount => (int)_counters.Registrations;

    internal LoopClock Clock { get; }

    /// <summary>The loop's thread only.</summary>
    internal TimerQueue Timers { get; } = new();

    internal bool HasEnded => _lifetime.HasEnded;

    /// <summary>How many more operations may succeed at once before they queue; see <see cref="AsyncHandle"/>. The loop's thread only.</summary>
    internal OperationBudget Budget { get; } = new();

    IEnumerable<int> IEndsWithThreads.Threads => Volatile.Read(ref _threadId) is not 0 and var thread ? [thread] : [];

    /// <summary>Delays whose result was taken, for the next ones. The loop's thread only.</summary>
    internal Stack<DelayOperation> FreeDelays { get; } = new();

    /// <summary>Makes a loop with a multiplexer and a thread of its own, and starts it.</summary>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <param name="services">What it logs to, measures with and takes the time from; null for none and the system's clock.</param>
    /// <returns>The running loop. The caller disposes of it; its thread is a background thread.</returns>
    /// <exception cref="ArgumentException">An option is out of its range, or no backend has the name.</exception>
    /// <exception cref="PlatformNotSupportedException">The backend, or binding a thread to a processor, does not work on this system.</exception>
    /// <exception cref="MultiplexerException">The system refused: descriptors, memory, or the processor.</exception>
    public static EventLoop Start(EventLoopOptions? options = null, EventLoopServices? services = null)
    {
        EventLoopOptions valid = Checked(options);
        return StartOn(EventMultiplexer.Create(new EventMultiplexerOptions { Backend = valid.Backend }), valid, services);
    }

    /// <summary>Starts a loop that owns its multiplexer, also when it cannot be started.</summary>
    internal static EventLoop StartOn(IEventMultiplexer multiplexer, EventLoopOptions options, EventLoopServices? services)
    {
        var loop = new EventLoop(multiplexer, options, services, ownsMultiplexer: true);
        try
        {
            LoopThread.Start(loop.Name, options.Processor, loop.RunOwnThread);
            return loop;
        }
        catch
        {
            loop.Dispose();
            throw;
        }
    }

    /// <summary>Runs the loop on the calling thread, until it is stopped or disposed of.</summary>
    /// <param name="cancellationToken">Stops the loop.</param>
    /// <exception cref="InvalidOperationException">The loop runs, has run, or has a thread of its own.</exception>
    /// <exception cref="ObjectDisposedException">The loop was disposed of, or the multiplexer was while it ran.</exception>
    /// <exception cref="MultiplexerException">The system refused a wait. The loop has ended.</exception>
    public void Run(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(HasEnded, this);
        if (!_lifetime.TryBegin())
        {
            throw new InvalidOperationException($"Event loop {Name} runs already or has run: a loop runs once, on one thread. Make another one.");
        }

        using (cancellationToken.UnsafeRegister(static loop => ((EventLoop)loop!).Stop(), this))
        {
            if (RunToEnd() is { } failure)
            {
                ExceptionDispatchInfo.Throw(failure);
            }
        }
    }

    /// <summary>Throws unless the calling thread is the loop's.</summary>
    /// <exception cref="InvalidOperationException">It is another one.</exception>
    public void VerifyAccess()
    {
        if (!IsCurrentThread)
        {
            throw new InvalidOperationException($"This has to be called on the thread of event loop {Name}: post it there with {nameof(Post)} or {nameof(InvokeAsync)}.");
        }
    }

    /// <summary>Has an action run on the loop. Actions of one thread run in the order in which it posted them. Ambient values (<see cref="AsyncLocal{T}"/>) do not come along.</summary>
    /// <param name="action">What to run.</param>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The loop was told to stop: the action does not run.</exception>
    /// <exception cref="MultiplexerException">The loop could not be woken; the action runs when it wakes by itself.</exception>
    public void Post(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);

        PostOrThrow(Callback.OfAction, action, null);
    }

    /// <summary>Has an action run on the loop, with a state. Allocates nothing when the delegate is a cached one, such as a static lambda's.</summary>
    /// <param name="action">What to run.</param>
    /// <param name="state">What it is given.</param>
    /// <inheritdoc cref="Post(Action)"/>
    public void Post<TState>(Action<TState> action, TState state)
        where TState : class?
    {
        ArgumentNullException.ThrowIfNull(action);

        PostOrThrow(Callback.Of<TState>.Run, action, state);
    }

    /// <summary>Begins an async method on the loop. It resumes there after each await. Its exception, if it ends with one, goes to <see cref="UnhandledException"/> as any callback's does.</summary>
    /// <param name="function">The method to begin.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <inheritdoc cref="Post(Action)" path="/exception[@cref!='T:System.ArgumentNullException']"/>
    /// <remarks>To wait for its end, use <see cref="InvokeAsync(Func{Task}, CancellationToken)"/>.</remarks>
    [OverloadResolutionPriority(1)]
    public void Post(Func<Task> function)
    {
        ArgumentNullException.ThrowIfNull(function);

        PostOrThrow(Callback.Of<Func<Task>>.Run, BeginPosted, function);
    }

    /// <inheritdoc cref="Post(Func{Task})"/>
    public void Post(Func<ValueTask> function)
    {
        ArgumentNullException.ThrowIfNull(function);

        PostOrThrow(Callback.Of<Func<Task>>.Run, BeginPosted, () => function().AsTask());
    }

    /// <summary>Has an action run on the loop, unless the loop was told to stop.</summary>
    /// <param name="action">The action to run.</param>
    /// <returns>Whether the action was accepted. False when the loop was told to stop: the action does not run.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    /// <exception cref="MultiplexerException">The loop could not be woken; the action runs when it wakes by itself.</exception>
    public bool TryPost(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);

        return CanPost && TryQueue(Callback.OfAction, action, null);
    }

    /// <summary>Has an action run on the loop with a state, unless the loop was told to stop. Allocates nothing when the delegate is a cached one, such as a static lambda's.</summary>
    /// <param name="action">The action to run.</param>
    /// <param name="state">The state to pass to it.</param>
    /// <inheritdoc cref="TryPost(Action)"/>
    public bool TryPost<TState>(Action<TState> action, TState state)
        where TState : class?
    {
        ArgumentNullException.ThrowIfNull(action);

        return CanPost && TryQueue(Callback.Of<TState>.Run, action, state);
    }

    /// <summary>Has an action run on the loop, after what was posted before; also when this is called on the loop.</summary>
    /// <param name="action">What to run. Ambient values come along.</param>
    /// <param name="cancellationToken">Cancels it as long as it has not begun.</param>
    /// <returns>Completes when the action has run, with its exception if it threw.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    /// <remarks>
    /// When the loop was told to stop, the task ends with <see cref="ObjectDisposedException"/>. To block on the task on the loop's own thread would never end: that throws, with <see cref="InvalidOperationException"/> inside.
    /// </remarks>
    public Task InvokeAsync(Action action, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(action);

        return InvokeAsync(
            () =>
            {
                action();
                return true;
            },
            cancellationToken);
    }

    /// <summary>Has a function run on the loop, after what was posted before; also when this is called on the loop.</summary>
    /// <param name="function">What to run. Ambient values come along.</param>
    /// <param name="cancellationToken">Cancels it as long as it has not begun.</param>
    /// <returns>Completes with what the function returned or threw.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <remarks>
    /// When the loop was told to stop, the task ends with <see cref="ObjectDisposedException"/>. To block on the task on the loop's own thread would never end: that throws, with <see cref="InvalidOperationException"/> inside.
    /// </remarks>
    public Task<T> InvokeAsync<T>(Func<T> function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);

        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        if (IsCurrentThread)
        {
            return OwnThreadCall<T>.Queue(_taskScheduler, () => Task.FromResult(function()), cancellationToken);
        }

        var invocation = new Invocation<T>(function, cancellationToken);
        if (!CanPost || !TryQueue(Invocation<T>.Run, invocation, null))
        {
            invocation.Abandon(this);
        }

        return invocation.Task;
    }

    /// <summary>Begins an async method on the loop, after what was posted before. It resumes there after each await.</summary>
    /// <param name="function">What to run. Ambient values come along.</param>
    /// <param name="cancellationToken">Cancels it as long as it has not begun.</param>
    /// <returns>Completes as the task that the method returned does.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <remarks>
    /// When the loop was told to stop, the task ends with <see cref="ObjectDisposedException"/>. To block on the task on the loop's own thread would never end: that throws, with <see cref="InvalidOperationException"/> inside.
    /// </remarks>
    [OverloadResolutionPriority(1)]
    public Task InvokeAsync(Func<Task> function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);

        return IsCurrentThread && !cancellationToken.IsCancellationRequested
            ? OwnThreadCall<bool>.Queue(_taskScheduler, () => WithResult(function()), cancellationToken)
            : InvokeAsync<Task>(function, cancellationToken).Unwrap();
    }

    /// <inheritdoc cref="InvokeAsync(Func{Task}, CancellationToken)"/>
    public Task InvokeAsync(Func<ValueTask> function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);

        return InvokeAsync(() => function().AsTask(), cancellationToken);
    }

    /// <summary>Begins an async method on the loop, after what was posted before. It resumes there after each await.</summary>
    /// <param name="function">What to run. Ambient values come along.</param>
    /// <param name="cancellationToken">Cancels it as long as it has not begun.</param>
    /// <returns>Completes as the task that the method returned does.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <remarks>
    /// When the loop was told to stop, the task ends with <see cref="ObjectDisposedException"/>. To block on the task on the loop's own thread would never end: that throws, with <see cref="InvalidOperationException"/> inside.
    /// </remarks>
    [OverloadResolutionPriority(1)]
    public Task<T> InvokeAsync<T>(Func<Task<T>> function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);

        return IsCurrentThread && !cancellationToken.IsCancellationRequested
            ? OwnThreadCall<T>.Queue(_taskScheduler, function, cancellationToken)
            : InvokeAsync<Task<T>>(function, cancellationToken).Unwrap();
    }

    /// <inheritdoc cref="InvokeAsync{T}(Func{Task{T}}, CancellationToken)"/>
    public Task<T> InvokeAsync<T>(Func<ValueTask<T>> function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);

        return InvokeAsync(() => function().AsTask(), cancellationToken);
    }

    /// <summary>Begins to watch a handle. The handler is called on the loop's thread, from now on and until the registration is disposed of.</summary>
    /// <param name="handle">An open handle, in non-blocking mode. It stays the caller's: unregister before closing it.</param>
    /// <param name="interests">What to be told about. <see cref="Interests.None"/> registers it paused.</param>
    /// <param name="trigger">When to be told.</param>
    /// <param name="handler">The handler to call.</param>
    /// <param name="options">Additional registration options.</param>
    /// <returns>The registration. Disposing of it unregisters the handle. Its <see cref="EventRegistration.State"/> is free for the caller's use.</returns>
    /// <exception cref="ObjectDisposedException">The loop was told to stop, the multiplexer is disposed, or the handle is closed.</exception>
    /// <inheritdoc cref="IEventMultiplexer.Register" path="/exception[@cref!='T:System.ObjectDisposedException']"/>
    public EventRegistration Register(SafeHandle handle, Interests interests, TriggerMode trigger, IReadyHandler handler, RegistrationOptions options = RegistrationOptions.None)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(handler);
        ThrowUnlessOpen();

        // As the state the handler is there before the first event, which may come while this runs.
        EventRegistration registration = _multiplexer.Register(handle, interests, trigger, state: handler, options);
        registration.Handler = handler;
        registration.State = null;
        _counters.CountRegistration();
        registration.WhenEnded(_registrationEnded);
        return registration;
    }

    /// <summary>Makes a handle awaitable on this loop: registers it once, edge-triggered, and never modifies that.</summary>
    /// <param name="handle">An open handle. It stays the caller's: dispose of the result before closing it.</param>
    /// <param name="directions">What will be awaited, one or more. Descriptors that know one direction only are attached for that one.</param>
    /// <returns>The awaitable handle. Disposing of it detaches the handle and ends what is awaited.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="handle"/> is null.</exception>
    /// <exception cref="ArgumentException">The handle is invalid or not open; <paramref name="directions"/> is empty or undefined.</exception>
    /// <exception cref="ObjectDisposedException">The loop was told to stop, or the handle is closed.</exception>
    /// <exception cref="InvalidOperationException">The handle is registered with this loop already.</exception>
    /// <exception cref="NotSupportedException">This kind of handle cannot be watched here, or the backend has no <see cref="Interests.Priority"/>.</exception>
    /// <exception cref="MultiplexerException">The system refused: a limit, no memory.</exception>
    public AsyncHandle Attach(SafeHandle handle, Interests directions = Interests.Readable | Interests.Writable)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ThrowUnlessOpen();

        var attached = new AsyncHandle(this, handle, directions);
        _sweep.Begin();
        return attached;
    }

    /// <summary>Makes the descriptor or socket of a native library awaitable on this loop, by its number.</summary>
    /// <param name="number">The number of an open descriptor (on Windows: a SOCKET), such as <c>PQsocket</c> or <c>curl_multi_socket</c> give out. It stays its owner's.</param>
    /// <param name="directions">What will be awaited, one or more.</param>
    /// <returns>The awaitable handle. Disposing of it detaches the number and ends what is awaited. It closes nothing.</returns>
    /// <remarks>
    /// <b>The caller says when the number ends.</b> Dispose of the result before the library closes the number, or right after it when the library does so behind the caller's back. Until then nothing tells this loop that
    /// the number is closed: what is awaited on it stays pending. The number's next owner never receives its events.
    /// </remarks>
    /// <exception cref="ArgumentException">The number is not open in this process; <paramref name="directions"/> is empty or undefined.</exception>
    /// <exception cref="ObjectDisposedException">The loop was told to stop.</exception>
    /// <inheritdoc cref="Attach(SafeHandle, Interests)" path="/exception[@cref!='T:System.ObjectDisposedException' and @cref!='T:System.ArgumentException' and @cref!='T:System.ArgumentNullException']"/>
    public AsyncHandle AttachBorrowed(nint number, Interests directions = Interests.Readable | Interests.Writable) => Attach(new BorrowedHandle(number), directions);

    /// <summary>Begins to watch the descriptor or socket of a native library, by its number. The handler is called on the loop's thread, from now on and until the registration is disposed of.</summary>
    /// <param name="number">The number of an open descriptor (on Windows: a SOCKET), in non-blocking mode. It stays its owner's.</param>
    /// <param name="interests">What to be told about. <see cref="Interests.None"/> registers it paused.</param>
    /// <param name="trigger">When to be told.</param>
    /// <param name="handler">The handler to call.</param>
    /// <returns>The registration. Disposing of it unregisters the number. It closes nothing.</returns>
    /// <remarks><b>The caller says when the number ends.</b> Dispose of the registration before the library closes the number, or right after it when the library does so behind the caller's back.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="ArgumentException">The number is not open in this process, or an enum has undefined bits.</exception>
    /// <exception cref="ObjectDisposedException">The loop was told to stop, or the multiplexer is disposed.</exception>
    /// <inheritdoc cref="IEventMultiplexer.Register" path="/exception[@cref!='T:System.ObjectDisposedException' and @cref!='T:System.ArgumentException' and @cref!='T:System.ArgumentNullException']"/>
    public EventRegistration RegisterBorrowed(nint number, Interests interests, TriggerMode trigger, IReadyHandler handler) =>
        Register(new BorrowedHandle(number), interests, trigger, handler);

    /// <summary>Runs a callback once, after a delay.</summary>
    /// <param name="delay">From zero up; <see cref="Timeout.InfiniteTimeSpan"/> makes a timer that is scheduled later.</param>
    /// <param name="callback">What to run, on the loop's thread.</param>
    /// <returns>The timer, to reschedule or cancel it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="callback"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative and not infinite.</exception>
    /// <exception cref="ObjectDisposedException">The loop was told to stop.</exception>
    public LoopTimer Schedule(TimeSpan delay, Action callback) => Schedule(delay, Timeout.InfiniteTimeSpan, callback);

    /// <summary>Runs a callback after a delay, and then periodically.</summary>
    /// <param name="delay">From zero up; <see cref="Timeout.InfiniteTimeSpan"/> makes a timer that is scheduled later.</param>
    /// <param name="period">The time from one run to the next. Zero and <see cref="Timeout.InfiniteTimeSpan"/> mean one run only.</param>
    /// <param name="callback">What to run, on the loop's thread.</param>
    /// <returns>The timer, to reschedule or cancel it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="callback"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative and not infinite.</exception>
    /// <exception cref="ObjectDisposedException">The loop was told to stop.</exception>
    public LoopTimer Schedule(TimeSpan delay, TimeSpan period, Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);

        return Schedule(delay, period, Callback.OfAction, callback, null);
    }

    /// <summary>Runs a callback with a state after a delay, and then periodically. Allocates the timer only, when the delegate is a cached one.</summary>
    /// <param name="delay">From zero up; <see cref="Timeout.InfiniteTimeSpan"/> makes a timer that is scheduled later.</param>
    /// <param name="period">The time from one run to the next. Zero and <see cref="Timeout.InfiniteTimeSpan"/> mean one run only.</param>
    /// <param name="callback">What to run, on the loop's thread.</param>
    /// <param name="state">What it is given.</param>
    /// <inheritdoc cref="Schedule(TimeSpan, TimeSpan, Action)"/>
    public LoopTimer Schedule<TState>(TimeSpan delay, TimeSpan period, Action<TState> callback, TState state)
        where TState : class?
    {
        ArgumentNullException.ThrowIfNull(callback);

        return Schedule(delay, period, Callback.Of<TState>.Run, callback, state);
    }

    /// <summary>Completes after a delay. Allocates nothing in the steady state, on the loop's thread.</summary>
    /// <param name="delay">From zero up; <see cref="Timeout.InfiniteTimeSpan"/> waits for the cancellation.</param>
    /// <param name="cancellationToken">Ends the wait early.</param>
    /// <returns>
    /// Await it once. Ends with <see cref="OperationCanceledException"/> when cancelled, with <see cref="ObjectDisposedException"/> when the loop ends first.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative and not infinite.</exception>
    /// <exception cref="ObjectDisposedException">The loop was told to stop.</exception>
    public ValueTask DelayAsync(TimeSpan delay, CancellationToken cancellationToken = default)
    {
        LoopTimer.RefuseNegative(delay, nameof(delay));
        ThrowUnlessOpen();

        return cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled(cancellationToken) : DelayOperation.Rent(this).Begin(delay, cancellationToken);
    }

    /// <summary>
    /// Has an action run when the callback that is running has returned, before any other callback and before the next wait. Allocates nothing when the delegate is a cached one, such as a static lambda's.
    /// </summary>
    /// <typeparam name="TState">The type of <paramref name="state"/>.</typeparam>
    /// <param name="action">The action to run. Actions run in the order in which they were deferred.</param>
    /// <param name="state">The state to pass to it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    /// <exception cref="InvalidOperationException">This is not the loop's thread.</exception>
    /// <remarks>
    /// For work that is done best once per callback, however often the callback asks for it: such as one send for everything that it has written. An action that defers another one has that run next; one that defers itself
    /// each time keeps the loop to itself.
    /// </remarks>
    public void RunAfterCallback<TState>(Action<TState> action, TState state)
        where TState : class?
    {
        ArgumentNullException.ThrowIfNull(action);
        VerifyAccess();

        _guard.Defer(new WorkItem(Callback.Of<TState>.Run, action, state, PostedAt: 0));
    }

    /// <summary>Registers a callback for the end of the loop: for objects on which callers wait, and which the loop can no longer serve after its end.</summary>
    /// <typeparam name="TState">The type of <paramref name="state"/>.</typeparam>
    /// <param name="callback">
    /// The callback. It is called once, with the reason to give to those who wait. It runs on the loop's thread, before the work that is still queued; for a loop that never ran, on the thread that disposes of it.
    /// </param>
    /// <param name="state">The state to pass to it.</param>
    /// <returns>An object that removes the callback when it is disposed of. It does not wait for a callback that is running.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="callback"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The loop has ended.</exception>
    public IDisposable RegisterEnding<TState>(Action<TState, ObjectDisposedException> callback, TState state)
    {
        ArgumentNullException.ThrowIfNull(callback);

        var registered = new EndingCallback<TState>(this, callback, state);
        _dependents.Add(registered);
        return registered;
    }

    /// <summary>Tells the loop to end, and returns at once. From any thread, and again.</summary>
    public void Stop()
    {
        if (_lifetime.TryStopRunning())
        {
            _driver.Stop();
            CancelStopping();
        }
        else if (_lifetime.TryStopUnused())
        {
            End(failure: null);
            CancelStopping(); // After it: one of the callbacks may wait for the end, which is this thread's to reach.
        }
    }

    /// <summary>Tells the loop to end, and waits until it has.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the loop. Whoever cancels it has given up on the loop: <see cref="Dispose"/> and <see cref="DisposeAsync"/> no longer wait for it either.</param>
    /// <returns>Completes when the loop has ended, successfully also when it had failed: see <see cref="Completion"/>. On the loop's own thread, which cannot wait for itself, at once.</returns>
    public Task StopAsync(CancellationToken cancellationToken = default)
    {
        Stop();
        return IsCurrentThread ? Task.CompletedTask : AwaitEnd(cancellationToken);
    }

    /// <summary>
    /// Tells the loop to end and waits until it has. From any thread, and again; it needs no other thread. It does not wait on the loop's own thread, on a thread of a loop or of a <see cref="ReadinessThreadPool"/> for
    /// whose end this loop waits, and after a <see cref="StopAsync"/> whose token was cancelled. Throws nothing.
    /// </summary>
    public void Dispose()
    {
        Stop();
        if (IsCurrentThread || _lifetime.IsGivenUp)
        {
            return;
        }

        using var wait = new WaitForEnd(this);
        if (wait.IsPossible)
        {
            Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult(); // Blocks on the task itself, which no continuation has to complete.
        }
    }

    /// <summary>Tells the loop to end and waits until it has. From any thread, and again. It does not wait on the loop's own thread, and after a <see cref="StopAsync"/> whose token was cancelled.</summary>
    /// <returns>Completes when the loop has ended.</returns>
    public ValueTask DisposeAsync() => _lifetime.IsGivenUp ? ValueTask.CompletedTask : new ValueTask(StopAsync());

    /// <summary>For logs and debuggers.</summary>
    /// <returns>The name and the backend.</returns>
    public override string ToString() => $"{Name} ({_multiplexer.Name})";

    /// <summary>Queues a call, also while the loop stops: what resumes on the loop may still do so then.</summary>
    /// <returns>False when the loop will not run it any more.</returns>
    internal bool TryQueue(Action<object, object?> run, object target, object? state)
    {
        bool isLocal = IsCurrentThread;
        if (!_work.TryAdd(new WorkItem(run, target, state, _telemetry.TimeOfPost())))
        {
            return false;
        }

        if (isLocal)
        {
            _counters.LocalPosts++; // The loop is awake: it is here.
        }
        else
        {
            _driver.WakeIfAsleep();
        }

        return true;
    }

    /// <summary>Whether what runs now would resume on this loop in any case: nothing has put another context or scheduler in its place.</summary>
    internal bool IsCurrentContext =>
        System.Threading.SynchronizationContext.Current == ContextOfCallbacks && (System.Threading.Tasks.TaskScheduler.Current == System.Threading.Tasks.TaskScheduler.Default || System.Threading.Tasks.TaskScheduler.Current == TaskScheduler);

    private SynchronizationContext? ContextOfCallbacks => _options.UseSynchronizationContext ? SynchronizationContext : null;

    /// <summary>Whether slow callbacks are logged, with their names.</summary>
    internal bool NamesSlowCallbacks => _guard.Measures;

    [Conditional("DEBUG")]
    internal void AssertOnLoop() => Debug.Assert(IsCurrentThread, "This runs on the loop's thread.");

    /// <summary>Tells of an exception of callers' code that has no other owner.</summary>
    internal void ReportUnhandled(Exception failure, LoopCallbackKind kind) => _guard.Report(failure, kind);

    /// <summary>Tells each handler, whatever the others throw.</summary>
    internal void OnUnhandledException(EventLoopExceptionEventArgs details)
    {
        foreach (EventHandler<EventLoopExceptionEventArgs> handler in Delegate.EnumerateInvocationList(UnhandledException))
        {
            try
            {
                handler(this, details);
            }
            catch (Exception failure)
            {
                _log.ExceptionHandlerThrew(Name, failure);
            }
        }
    }

    /// <summary>Notes something that has to be told of the loop's end.</summary>
    /// <exception cref="ObjectDisposedException">It has ended.</exception>
    internal void Add(IEndsWithLoop dependent) => _dependents.Add(dependent);

    internal void Remove(IEndsWithLoop dependent) => _dependents.Remove(dependent);

    internal ObjectDisposedException Refusal() => new(nameof(EventLoop), $"Event loop {Name} was told to stop, or has ended.");

    /// <exception cref="ObjectDisposedException">The loop was told to stop.</exception>
    internal void ThrowUnlessOpen()
    {
        if (!_lifetime.IsOpen)
        {
            throw Refusal();
        }
    }

    // The rest of the method resumes on the loop by its context; an exception has no other owner.
    private static readonly Action<Func<Task>> BeginPosted = static function => _ = ReportFailureOf(function());

    private static async Task<bool> WithResult(Task? task)
    {
        await (task ?? Task.FromCanceled(new CancellationToken(canceled: true))).ConfigureAwait(false); // A method without a task counts as cancelled, as for Unwrap.
        return true;
    }

    private static async Task ReportFailureOf(Task task)
    {
        EventLoop loop = Current!;
        try
        {
            await task;
        }
        catch (Exception failure)
        {
            loop.ReportUnhandled(failure, LoopCallbackKind.Posted);
        }
    }

    // What runs while the loop stops may still post to it.
    private bool CanPost => _lifetime.IsOpen || IsCurrentThread;

    private static EventLoopOptions Checked(EventLoopOptions? options)
    {
        EventLoopOptions given = options ?? new EventLoopOptions();
        new EventLoopOptionsValidator().Check(given);
        return given.Copy();
    }

    private static EventLoopOptions CheckedForCallersThread(EventLoopOptions? options)
    {
        EventLoopOptions valid = Checked(options);
        return valid.Processor is null
            ? valid
            : throw new ArgumentException($"{nameof(EventLoopOptions.Processor)} binds a thread that the loop starts; this one runs on yours. Leave it out, or use {nameof(EventLoop)}.{nameof(Start)}.", nameof(options));
    }

    private void PostOrThrow(Action<object, object?> run, object target, object? state)
    {
        if (!CanPost || !TryQueue(run, target, state))
        {
            throw Refusal();
        }
    }

    private LoopTimer Schedule(TimeSpan delay, TimeSpan period, Action<object, object?> run, object target, object? state)
    {
        LoopTimer.RefuseNegative(delay, nameof(delay));
        LoopTimer.RefuseNegative(period, nameof(period));
        ThrowUnlessOpen();

        var timer = new LoopTimer(this, run, target, state);
        if (delay != Timeout.InfiniteTimeSpan)
        {
            timer.Change(delay, period);
        }

        return timer;
    }

    private void RunOwnThread()
    {
        if (_lifetime.TryBegin()) // Else it was disposed of before it came to run.
        {
            _ = RunToEnd();
        }
    }

    private Exception? RunToEnd()
    {
        EventLoop? outerLoop = t_current;
        SynchronizationContext? outerContext = SynchronizationContext.Current;
        Exception? failure = null;
        try
        {
            t_current = this;
            SynchronizationContext.SetSynchronizationContext(ContextOfCallbacks);
            Volatile.Write(ref _threadId, Environment.CurrentManagedThreadId);
            _guard.Enter();
            _log.LoopStarted(Name, _multiplexer.Name);
            _driver.Run();
        }
        catch (Exception fatal)
        {
            failure = fatal;
            if (_lifetime.TryStopRunning())
            {
                CancelStopping();
            }
        }

        End(failure);
        t_current = outerLoop;
        SynchronizationContext.SetSynchronizationContext(outerContext);
        return failure;
    }

    // On the loop's thread, or on that of whoever disposes of a loop that never ran, and then runs nothing. The end is reached whatever callers' code does on the way.
    private void End(Exception? failure)
    {
        Attempt(() => _ending.Run(Refusal(), drainLimit: IsCurrentThread ? _options.StopTimeout : TimeSpan.Zero));
        Attempt(_sweep.Dispose);
        Attempt(_driver.Dispose);
        if (_ownsMultiplexer)
        {
            Attempt(_multiplexer.Dispose);
        }

        _guard.Leave();
        _telemetry.LoopEnded(failed: failure is not null);
        if (failure is null)
        {
            _log.LoopStopped(Name);
        }
        else
        {
            _log.LoopFailed(Name, failure);
        }

        Volatile.Write(ref _threadId, 0);
        Attempt(() => _ending.EndTimers(Refusal())); // Of what was just called.
        _lifetime.End(failure);
    }

    private void Attempt(Action step)
    {
        try
        {
            step();
        }
        catch (Exception failure)
        {
            ReportUnhandled(failure, LoopCallbackKind.Posted);
        }
    }

    private void CancelStopping()
    {
        try
        {
            _stopping.Cancel();
        }
        catch (Exception failure)
        {
            ReportUnhandled(failure, LoopCallbackKind.Posted); // Callers' callbacks.
        }
    }

    private async Task AwaitEnd(CancellationToken cancellationToken)
    {
        await Completion.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!Completion.IsCompleted)
        {
            _lifetime.GiveUp();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
