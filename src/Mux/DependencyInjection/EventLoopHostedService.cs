using Microsoft.Extensions.Hosting;

namespace Mux;

/// <summary>Has a host start a loop before the services that use it, and stop it after them.</summary>
/// <param name="resolve">Asks the container for the loop, which starts it.</param>
internal sealed class EventLoopHostedService(Func<EventLoop> resolve) : IHostedLifecycleService
{
    private EventLoop? _loop;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _loop = resolve();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Stops the loop. The token ends the waiting when the host's shutdown timeout has passed.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) => _loop?.StopAsync(cancellationToken) ?? Task.CompletedTask;
}
