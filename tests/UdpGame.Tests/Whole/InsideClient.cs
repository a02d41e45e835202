using System.Net;
using Mux;
using Mux.Samples;
using Samples;

namespace UdpGame.Tests;

/// <summary>The client in this process, on a loop of its own.</summary>
internal sealed class InsideClient : IDisposable
{
    private readonly EventLoop _loop = EventLoop.Start();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly GameClient _client;

    public InsideClient(IPEndPoint server, int players, int drop = 0, int delay = 0)
    {
        _client = new GameClient(new ClientOptions(new Target($"{server.Address}", server.Port), players, drop, delay, Seed: 1, Timeout.InfiniteTimeSpan), server, _loop, _over.SetResult, Errors);
        _loop.InvokeAsync(_client.Start).WaitAsync(SampleProcess.Bound).GetAwaiter().GetResult();
    }

    public StringWriter Errors { get; } = new();

    /// <summary>Waits until no player is left.</summary>
    public Task Over => _over.Task.WaitAsync(SampleProcess.Bound);

    /// <summary>Waits until something holds of all that has come.</summary>
    public Task Until(Func<Traffic, bool> condition) => _loop.InvokeAsync(async () =>
    {
        while (!condition(_client.Second)) // Nobody asks for reports here: it is the whole.
        {
            await _loop.DelayAsync(TimeSpan.FromMilliseconds(1));
        }
    }).WaitAsync(SampleProcess.Bound);

    /// <summary>Has the players leave.</summary>
    public Task Stop() => _loop.InvokeAsync(_client.Stop).WaitAsync(SampleProcess.Bound);

    public void Dispose() => _loop.Dispose();
}
