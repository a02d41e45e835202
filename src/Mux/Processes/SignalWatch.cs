using System.Runtime.InteropServices;

namespace Mux;

/// <summary>A POSIX signal of this process, awaited on an event loop. Made by <see cref="EventLoopProcessExtensions.WatchSignal"/>.</summary>
/// <remarks>
/// While it is watched, the signal does not do what it does by default: an interrupt does not end the process. Signals that come between two waits are not lost; as several are one to the kernel, so they are here.
/// A hang-up or interrupt that was ignored when the process started (nohup, a background job) stays ignored: .NET leaves it so, and no wait ends by it.
/// </remarks>
public sealed class SignalWatch : IDisposable
{
    private readonly EventLoop _loop;
    private readonly LoopWaiter<PosixSignal> _waiter;
    private readonly Ending _ending;
    private readonly PosixSignalRegistration _registration;
    private bool _disposed; // Interlocked.

    internal SignalWatch(EventLoop loop, PosixSignal signal)
    {
        _loop = loop;
        Signal = signal;
        _waiter = new LoopWaiter<PosixSignal>(loop);
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
    public ValueTask<PosixSignal> WaitAsync(CancellationToken cancellationToken = default) => _waiter.WaitAsync(seen: 0, cancellationToken, out _);

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
            _loop.TryPost(Callback.Of<SignalWatch>.Run, EndOnLoop, this); // A loop that has ended has ended the wait.
        }
    }

    private static readonly Action<SignalWatch> EndOnLoop = End;
    private static readonly Action<SignalWatch> PublishOnLoop = static watch => watch._waiter.Publish(watch.Signal);

    private static void End(SignalWatch watch) => watch._waiter.End(new ObjectDisposedException(nameof(SignalWatch)));

    // On a thread of the runtime's.
    private void Receive(PosixSignalContext context) => context.Cancel = _loop.TryPost(Callback.Of<SignalWatch>.Run, PublishOnLoop, this);

    private sealed class Ending(SignalWatch owner) : IEndsWithLoop
    {
        public bool IsOrphaned => false;

        public void EndWithLoop(Exception reason)
        {
            owner._waiter.End(reason);
            owner.Dispose();
        }
    }
}
