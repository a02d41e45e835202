using System.Runtime.InteropServices;

namespace Mux;

/// <summary>A POSIX signal of this process, awaited on an event loop. Made by <see cref="EventLoopProcessExtensions.WatchSignal"/>.</summary>
/// <remarks>
/// While it is watched, the signal does not do what it does by default: an interrupt does not end the process. Signals that come between two waits are not lost; as several are one to the kernel, so they are here.
/// .NET passes SIGINT, SIGQUIT and SIGTERM on by a thread of their own, and the others (SIGHUP, SIGCHLD, SIGCONT, SIGWINCH, SIGUSR1 and so on) by its thread pool: while all threads of the pool are busy, these come late. Where a
/// signal has to be heard at any time, keep the pool free, or watch a signalfd that a native part of the program has made.
/// A hang-up or interrupt that was ignored when the process started (nohup, a background job) stays ignored: .NET leaves it so, and no wait ends by it.
/// </remarks>
public sealed class SignalWatch : IDisposable
{
    private readonly EventLoop _loop;
    private readonly Lock _lock = new();
    private readonly Ending _ending;
    private readonly PosixSignalRegistration _registration;
    private SignalWait? _wait; // Guarded by the lock, like the next two.
    private bool _hasCome;     // Since the last wait.
    private Exception? _end;
    private bool _disposed; // Interlocked.

    internal SignalWatch(EventLoop loop, PosixSignal signal)
    {
        _loop = loop;
        Signal = signal;
        _ending = new Ending(this);
        loop.Add(_ending);
        try
        {
            _registration = PosixSignalRegistration.Create(signal, Receive);
        }
        catch
        {
            loop.Remove(_ending);
            throw;
        }
    }

    /// <summary>The signal.</summary>
    public PosixSignal Signal { get; }

    /// <summary>Waits for the signal: for the next one, or one that has come since the wait before this.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// The signal. Await it once. Ends with <see cref="OperationCanceledException"/> when cancelled, with <see cref="ObjectDisposedException"/> when this or the loop has ended.
    /// </returns>
    /// <exception cref="InvalidOperationException">It is awaited already.</exception>
    public ValueTask<PosixSignal> WaitAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<PosixSignal>(cancellationToken);
        }

        lock (_lock)
        {
            if (_wait is { IsPending: true, IsCancelled: false })
            {
                throw new InvalidOperationException("The signal is awaited already: await or cancel the first wait, or watch the signal a second time.");
            }

            if (_end is not null)
            {
                return ValueTask.FromException<PosixSignal>(_end);
            }

            if (_hasCome)
            {
                _hasCome = false;
                return new ValueTask<PosixSignal>(Signal);
            }

            _wait = new SignalWait(_loop);
            return _wait.BeginWait(cancellationToken);
        }
    }

    /// <summary>Watches no longer: the signal does again what it does by default. Ends what is awaited. From any thread, and again.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        _registration.Dispose();
        _loop.Remove(_ending);
        if (_loop.IsCurrentThread)
        {
            End(this);
        }
        else
        {
            _loop.TryQueue(Callback.Of<SignalWatch>.Run, EndOnLoop, this); // A loop that has ended has ended the wait.
        }
    }

    private static readonly Action<SignalWatch> EndOnLoop = End;
    private static readonly Action<SignalWatch> PublishOnLoop = static watch => watch.Publish();

    private static void End(SignalWatch watch) => watch.End(new ObjectDisposedException(nameof(SignalWatch)));

    private void Publish()
    {
        SignalWait? wait;
        lock (_lock)
        {
            wait = _wait is { IsPending: true } pending ? pending : null;
            _hasCome = wait is null;
        }

        if (wait?.TryComplete(Signal) == false)
        {
            lock (_lock)
            {
                _hasCome = true; // The wait was ended at that moment.
            }
        }
    }

    private void End(Exception reason)
    {
        SignalWait? wait;
        lock (_lock)
        {
            _end ??= reason;
            wait = _wait;
        }

        wait?.TryFail(reason);
    }

    /// <summary>One wait. Signals are rare: each has an object of its own.</summary>
    private sealed class SignalWait(EventLoop loop) : LoopOperation<PosixSignal>(loop)
    {
        public ValueTask<PosixSignal> BeginWait(CancellationToken cancellation) => new(this, Begin(cancellation));
    }

    // On a thread of the runtime's.
    private void Receive(PosixSignalContext context) => context.Cancel = _loop.TryQueue(Callback.Of<SignalWatch>.Run, PublishOnLoop, this);

    private sealed class Ending(SignalWatch owner) : IEndsWithLoop
    {
        public bool IsOrphaned => false;

        public void EndWithLoop(Exception reason)
        {
            owner.End(reason);
            owner.Dispose();
        }
    }
}
