using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Mux;

/// <summary>What else than handles can be awaited on an event loop: signals, and the ends of processes.</summary>
public static class EventLoopProcessExtensions
{
    /// <summary>Begins to watch a signal of this process.</summary>
    /// <param name="loop">The loop on which it is awaited.</param>
    /// <param name="signal">The signal: one of the enumeration, or on Unix a raw number.</param>
    /// <returns>What to await. While it is not disposed of, the signal does not do what it does by default.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="loop"/> is null.</exception>
    /// <exception cref="PlatformNotSupportedException">This system has no such signal.</exception>
    /// <exception cref="ObjectDisposedException">The loop has ended.</exception>
    /// <exception cref="IOException">The system refused.</exception>
    public static SignalWatch WatchSignal(this EventLoop loop, PosixSignal signal)
    {
        ArgumentNullException.ThrowIfNull(loop);
        loop.ThrowUnlessOpen();

        return new SignalWatch(loop, signal);
    }

    /// <summary>Waits until a process has exited. Its <see cref="Process.ExitCode"/> can then be read, if this process started it.</summary>
    /// <param name="loop">The loop on which to wait.</param>
    /// <param name="process">A process that was started, or that was found by its id.</param>
    /// <param name="cancellationToken">Ends the wait, not the process.</param>
    /// <returns>
    /// Completes when the process has exited, whoever still holds its output open. Ends with <see cref="OperationCanceledException"/> when cancelled, with <see cref="ObjectDisposedException"/> when the loop has ended.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">The process was not started.</exception>
    /// <exception cref="ObjectDisposedException">The loop has ended.</exception>
    /// <exception cref="MultiplexerException">The system refused: descriptors, memory.</exception>
    /// <remarks>
    /// By a process descriptor (pidfd) on Linux 5.3 and later, by a kqueue's process filter on macOS and FreeBSD, by a registered wait on Windows, and elsewhere (old kernels, sandboxes) by a look at
    /// <see cref="Process.HasExited"/> twenty times a second. That look does not see the end of another process's child before its parent has asked for the exit code.
    /// </remarks>
    public static Task WaitForExitAsync(this EventLoop loop, Process process, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(process);
        loop.ThrowUnlessOpen();

        return process.HasExited ? Task.CompletedTask : ProcessExit.WaitAsync(loop, process, cancellationToken);
    }
}
