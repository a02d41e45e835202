using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mux.Tests;

/// <summary>A host's event loop: there before the services that use it, and gone after them.</summary>
public sealed class EventLoopHostingTests
{
    private readonly RestingMultiplexer.Backend _backend = new("resting");

    [Fact]
    public async Task It_runs_before_the_services_start_and_until_they_have_stopped()
    {
        var service = new Watcher(_backend);
        using IHost host = Build(services => services.AddSingleton<IHostedService>(service)); // Added before the loop: the order does not matter.

        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["start: 1 made, 0 disposed", "stop: 1 made, 0 disposed"], service.Seen);
        Assert.Equal(1, Assert.Single(_backend.Created).Disposals);
    }

    [Fact]
    public async Task Services_can_use_it_while_they_start_and_while_they_stop()
    {
        using IHost host = Build(services => services.AddSingleton<User>().AddHostedService(provider => provider.GetRequiredService<User>()));
        var user = host.Services.GetRequiredService<User>();

        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["start on the loop", "stop on the loop"], user.Did);
    }

    [Fact]
    public async Task It_has_ended_when_the_host_has_stopped()
    {
        using IHost host = Build(_ => { });
        await host.StartAsync(TestContext.Current.CancellationToken);
        var loop = host.Services.GetRequiredService<EventLoop>();
        bool ran = !loop.Completion.IsCompleted;

        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.True(ran);
        Assert.True(loop.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task What_was_posted_to_it_runs_before_it_ends()
    {
        int run = 0;
        using IHost host = Build(_ => { });
        await host.StartAsync(TestContext.Current.CancellationToken);
        var loop = host.Services.GetRequiredService<EventLoop>();
        for (int i = 0; i < 5000; i++)
        {
            loop.Post(() => run++);
        }

        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(5000, run);
    }

    [Fact]
    public async Task A_loop_that_fails_stops_its_host()
    {
        using IHost host = Build(_ => { });
        await host.StartAsync(TestContext.Current.CancellationToken);
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lifetime.ApplicationStopping.Register(stopping.SetResult);

        Assert.Single(_backend.Created).Dispose(); // Behind the loop's back: its wait fails.

        await stopping.Task.WaitAsync(Bound.Hang, TestContext.Current.CancellationToken);
        Assert.True(host.Services.GetRequiredService<EventLoop>().Completion.IsFaulted);
    }

    [Fact]
    public async Task The_disposal_of_a_host_that_has_given_up_on_its_loop_ends()
    {
        using var release = new ManualResetEventSlim();
        using var hung = new ManualResetEventSlim();
        IHost host = Build(services => services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(50)));
        await host.StartAsync(TestContext.Current.CancellationToken);
        host.Services.GetRequiredService<EventLoop>().Post(() =>
        {
            hung.Set();
            release.Wait(Bound.Hang);
        });
        Assert.True(hung.Wait(Bound.Hang, TestContext.Current.CancellationToken));
        await Assert.ThrowsAnyAsync<Exception>(() => host.StopAsync(TestContext.Current.CancellationToken));

        await Task.Run(host.Dispose, TestContext.Current.CancellationToken).WaitAsync(Bound.Hang / 2, TestContext.Current.CancellationToken);

        release.Set();
    }

    [Fact]
    public async Task A_host_does_not_wait_for_a_callback_that_hangs_longer_than_its_shutdown_timeout()
    {
        using var release = new ManualResetEventSlim();
        using var hung = new ManualResetEventSlim();
        using IHost host = Build(services => services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(50)));
        await host.StartAsync(TestContext.Current.CancellationToken);
        var loop = host.Services.GetRequiredService<EventLoop>();
        loop.Post(() =>
        {
            hung.Set();
            release.Wait(Bound.Hang);
        });
        Assert.True(hung.Wait(Bound.Hang, TestContext.Current.CancellationToken));

        try
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.StopAsync(TestContext.Current.CancellationToken).WaitAsync(Bound.Hang, TestContext.Current.CancellationToken));

            Assert.False(loop.Completion.IsCompleted);
        }
        finally
        {
            release.Set();
        }

        await loop.Completion.WaitAsync(Bound.Hang, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_loop_that_was_stopped_before_the_host_is_no_obstacle()
    {
        using IHost host = Build(_ => { });
        await host.StartAsync(TestContext.Current.CancellationToken);
        var loop = host.Services.GetRequiredService<EventLoop>();
        await loop.StopAsync(TestContext.Current.CancellationToken);

        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.True(loop.Completion.IsCompletedSuccessfully);
    }

    private IHost Build(Action<IServiceCollection> addFirst)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        addFirst(builder.Services);
        builder.Services.AddSingleton<IEventMultiplexerBackend>(_backend).AddEventLoop(options => options.Backend = "resting");
        return builder.Build();
    }

    /// <summary>Looks at what there is, and does not ask for the loop.</summary>
    private sealed class Watcher(RestingMultiplexer.Backend backend) : IHostedService
    {
        public List<string> Seen { get; } = [];

        public Task StartAsync(CancellationToken cancellationToken) => See("start");

        public Task StopAsync(CancellationToken cancellationToken) => See("stop");

        private Task See(string when)
        {
            Seen.Add($"{when}: {backend.Created.Count} made, {backend.Created.Sum(multiplexer => multiplexer.Disposals)} disposed");
            return Task.CompletedTask;
        }
    }

    private sealed class User(EventLoop loop) : IHostedService
    {
        public List<string> Did { get; } = [];

        public Task StartAsync(CancellationToken cancellationToken) => Do("start", cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Do("stop", cancellationToken);

        private Task Do(string what, CancellationToken cancellationToken) =>
            loop.InvokeAsync(() => Did.Add($"{what} {(loop.IsCurrentThread ? "on" : "beside")} the loop"), cancellationToken);
    }
}
