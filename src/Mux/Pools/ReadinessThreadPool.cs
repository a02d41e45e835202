using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Mux;

/// <summary>
/// Several threads that wait on one multiplexer, one-shot: each event goes to one thread, which has the handle to itself until it says to watch it again. For handlers that may take long: as many run at once as there are
/// threads, and a slow one holds up nobody else.
/// </summary>
/// <remarks>
/// <para>
/// A thread takes one event at a time, and not a batch: an event that waited behind a slow handler could have gone to another thread. That costs a wait and a re-arm an event; where handlers are short, an
/// <see cref="EventLoopGroup"/> does more with less.
/// </para>
/// <para>Every member may be called from any thread, handlers included.</para>
/// </remarks>
public sealed class ReadinessThreadPool : IDisposable, IEndsWithThreads
{
    private readonly IEventMultiplexer _multiplexer;
    private readonly Thread[] _threads;
    private readonly ILogger _log;
    private readonly Lock _disposal = new();
    private readonly HashSet<Thread> _gone = []; // Its own lock. Threads that have ended, and those whose handlers dispose of the pool.

    private ReadinessThreadPool(IEventMultiplexer multiplexer, ReadinessThreadPoolOptions options, ILoggerFactory? loggerFactory)
    {
        _multiplexer = multiplexer;
        Name = options.Name;
        _log = GuardedLogger.Create(loggerFactory, "Mux.ReadinessThreadPool");
        _threads = [.. Enumerable.Range(0, options.Threads).Select(number => new Thread(Work) { IsBackground = true, Name = $"{options.Name}-{number}" })];
    }

    /// <summary>A handler has thrown; its registration is not armed again. Raised on the handler's thread, after the exception was logged.</summary>
    public event EventHandler<PoolExceptionEventArgs>? UnhandledException;

    /// <summary>The name of the pool.</summary>
    public string Name { get; }

    /// <summary>What the threads wait on.</summary>
    public IEventMultiplexer Multiplexer => _multiplexer;

    IEnumerable<int> IEndsWithThreads.Threads => _threads.Where(thread => thread.IsAlive).Select(thread => thread.ManagedThreadId);

    /// <summary>Starts the threads. They are background threads.</summary>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <param name="loggerFactory">Where it logs to, in the category <c>Mux.ReadinessThreadPool</c>; null for nowhere.</param>
    /// <returns>The pool. The caller disposes of it.</returns>
    /// <exception cref="ArgumentException">An option is out of its range, or no backend has the name.</exception>
    /// <exception cref="PlatformNotSupportedException">The backend does not work on this system.</exception>
    /// <exception cref="MultiplexerException">The system refused: descriptors, memory.</exception>
    public static ReadinessThreadPool Start(ReadinessThreadPoolOptions? options = null, ILoggerFactory? loggerFactory = null)
    {
        ReadinessThreadPoolOptions valid = Checked(options);
        return Start(EventMultiplexer.Create(new EventMultiplexerOptions { Backend = valid.Backend }), valid, loggerFactory);
    }

    /// <summary>Starts the threads on a multiplexer of the caller's choice, for example of a backend that is not one of Mux's own. They are background threads.</summary>
    /// <param name="multiplexer">The multiplexer. The pool owns it from here on, and disposes of it.</param>
    /// <param name="options">How it works; null for the defaults. <see cref="ReadinessThreadPoolOptions.Backend"/> has no effect.</param>
    /// <param name="loggerFactory">Where it logs to, in the category <c>Mux.ReadinessThreadPool</c>; null for nowhere.</param>
    /// <returns>The pool. The caller disposes of it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="multiplexer"/> is null.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static ReadinessThreadPool Start(IEventMultiplexer multiplexer, ReadinessThreadPoolOptions? options = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(multiplexer);

        var pool = new ReadinessThreadPool(multiplexer, Checked(options), loggerFactory);
        Array.ForEach(pool._threads, thread => thread.UnsafeStart());
        return pool;
    }

    /// <summary>Begins to watch a handle. The handler may be running, on another thread, before this returns.</summary>
    /// <param name="handle">An open handle, in non-blocking mode. It stays the caller's: unregister before closing it.</param>
    /// <param name="interests">What to be told about. <see cref="Interests.None"/> registers it paused.</param>
    /// <param name="handler">Uses the handle, and says what is to happen with it next. Never called twice at once for one registration, unless it arms that itself.</param>
    /// <returns>The registration. Disposing of it unregisters the handle; a handler that is running is not waited for.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <inheritdoc cref="IEventMultiplexer.Register" path="/exception"/>
    public EventRegistration Register(SafeHandle handle, Interests interests, Func<ReadyEvent, ReadyOutcome> handler)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(handler);

        return _multiplexer.Register(handle, interests, TriggerMode.OneShot, handler);
    }

    /// <summary>
    /// Ends all registrations, waits for the handlers that are running, and closes. From any thread, and again; called by a handler, it waits for the others only, and not for those that do the same. It does not wait on
    /// the thread of a loop or of another pool for whose end one of the handlers waits. Throws nothing.
    /// </summary>
    public void Dispose()
    {
        lock (_disposal) // Whoever comes second returns no earlier: the registrations have ended then.
        {
            _multiplexer.Dispose(); // Each thread that waits, or comes to wait, learns of it.
        }

        using var wait = new WaitForEnd(this);
        if (!wait.IsPossible)
        {
            return;
        }

        if (_threads.Contains(Thread.CurrentThread))
        {
            AwaitOtherHandlers();
        }
        else
        {
            Array.ForEach(_threads, thread => thread.Join());
        }
    }

    private static ReadinessThreadPoolOptions Checked(ReadinessThreadPoolOptions? options)
    {
        ReadinessThreadPoolOptions given = options ?? new ReadinessThreadPoolOptions();
        new ReadinessThreadPoolOptionsValidator().Check(given);
        return given;
    }

    // Two handlers that dispose of the pool at the same time would wait for each other forever.
    private void AwaitOtherHandlers()
    {
        lock (_gone)
        {
            MarkAsGone();
            while (_gone.Count < _threads.Length)
            {
                Monitor.Wait(_gone);
            }
        }
    }

    private void MarkAsGone()
    {
        lock (_gone)
        {
            _gone.Add(Thread.CurrentThread);
            Monitor.PulseAll(_gone);
        }
    }

    private void Work()
    {
        var events = new ReadyEvents(capacity: 1);
        ExecutionContext? context = ExecutionContext.Capture();
        try
        {
            while (true)
            {
                _multiplexer.Wait(events, Timeout.InfiniteTimeSpan);
                foreach (ReadyEvent ready in events)
                {
                    Handle(ready);
                    RestoreContext(context);
                }
            }
        }
        catch (ObjectDisposedException)
        {
            // The pool's end.
        }
        catch (Exception failure)
        {
            _log.PoolThreadFailed(Name, failure);
        }
        finally
        {
            MarkAsGone();
        }
    }

    private void Handle(ReadyEvent ready)
    {
        if (ready.State is not Func<ReadyEvent, ReadyOutcome> handler)
        {
            // Registered with the multiplexer past the pool. Level-triggered it would be reported again and again.
            ready.Registration.Dispose();
            Report(
                new InvalidOperationException(
                    $"{ready.Registration} has no handler: its state is {ready.State ?? "null"}. It was unregistered. Register handles of a pool by {nameof(ReadinessThreadPool)}.{nameof(Register)}, and leave their state alone."),
                ready.Registration);
            return;
        }

        try
        {
            Conclude(ready.Registration, handler(ready));
        }
        catch (Exception failure)
        {
            Report(failure, ready.Registration);
        }
    }

    // A handler's changes to ambient values are its own affair: the next one has another owner.
    private static void RestoreContext(ExecutionContext? context)
    {
        if (context is not null && ExecutionContext.Capture() != context)
        {
            ExecutionContext.Restore(context);
        }

        if (SynchronizationContext.Current is not null)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }
    }

    private static void Conclude(EventRegistration registration, ReadyOutcome outcome)
    {
        switch (outcome)
        {
            case ReadyOutcome.Rearm:
                Rearm(registration);
                break;
            case ReadyOutcome.Unregister:
                registration.Dispose();
                break;
            default:
                break; // It sleeps until somebody arms it.
        }
    }

    private static void Rearm(EventRegistration registration)
    {
        try
        {
            registration.Rearm();
        }
        catch (ObjectDisposedException)
        {
            // Unregistered or closed meanwhile, by the handler or by another thread: as it was wished.
        }
    }

    private void Report(Exception failure, EventRegistration registration)
    {
        _log.PoolHandlerThrew(Name, registration, failure);
        foreach (EventHandler<PoolExceptionEventArgs> handler in Delegate.EnumerateInvocationList(UnhandledException))
        {
            try
            {
                handler(this, new PoolExceptionEventArgs(failure, registration));
            }
            catch (Exception second)
            {
                _log.ExceptionHandlerThrew(Name, second);
            }
        }
    }
}
