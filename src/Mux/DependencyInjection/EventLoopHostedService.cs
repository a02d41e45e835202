using Microsoft.Extensions.Hosting;

namespace Mux;

/// <summary>Has a host start a loop before the services that use it, and stop it after them.</summary>
/// <param name="resolve">Asks the container for the loop, which starts it.</param>
/// <param name="host">The host, which stops when the loop fails; null where there is none.</param>
internal sealed class EventLoopHostedService(Func<EventLoop> resolve, IHostApplicationLifetime? host) : IHostedLifecycleService
{
    private EventLoop? _loop;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _loop = resolve();
        if (host is not null)
        {
            // As the host does when one of its background services fails: a program without its loop does nothing, and should not seem to run. The loop has logged why.
            _ = _loop.Completion.ContinueWith(
                static (_, host) => ((IHostApplicationLifetime)host!).StopApplication(),
                host,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.DenyChildAttach,
                TaskScheduler.Default);
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Stops the loop. The token ends the waiting when the host's shutdown timeout has passed.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) => _loop?.StopAsync(cancellationToken) ?? Task.CompletedTask;
}
