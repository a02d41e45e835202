using System.Collections.Concurrent;

namespace Mux.Native.Tests;

/// <summary>Runs facts on an event loop of their own, as a program that binds a library would.</summary>
internal static class OnLoop
{
    /// <summary>After this long, whatever is waited for has failed.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    /// <summary>Runs a fact on the thread of a loop. Fails when the fact fails or takes too long, when a callback of the loop has thrown,
    /// or when a number is still registered at the end.</summary>
    public static async Task RunAsync(Func<EventLoop, Task> fact)
    {
        var unhandled = new ConcurrentQueue<Exception>();
        EventLoop loop = EventLoop.Start();
        await using (loop.ConfigureAwait(false))
        {
            loop.UnhandledException += (_, failure) => unhandled.Enqueue(failure.Exception);

            await loop.InvokeAsync(() => fact(loop)).WaitAsync(Bound);
        }

        Assert.Empty(unhandled);
        Assert.Equal(0, loop.RegistrationCount);
    }
}
