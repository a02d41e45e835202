using System.Net.Sockets;
using Mux;

namespace StaticFiles.Serving;

/// <summary>Takes new connections and gives each to the loop with the fewest, and waits while there is no room for them.</summary>
/// <param name="listener">Where they come in; it stays the caller's.</param>
/// <param name="workers">What serves them.</param>
/// <param name="admission">Where they are counted.</param>
/// <param name="errors">Where trouble is reported.</param>
internal sealed class Acceptor(StreamListener listener, LoopWorker[] workers, Admission admission, TextWriter errors)
{
    // How long to leave it when descriptors have run out: some other part of the process or of the system may free one, which no event tells.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    private int _next;

    /// <summary>Accepts. On the loop on which to wait for connections.</summary>
    /// <param name="loop">That loop.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public async Task AcceptAsync(EventLoop loop, CancellationToken stop)
    {
        bool isReported = false;
        while (true)
        {
            await admission.WhenRoom().WaitAsync(stop);
            try
            {
                LeastLoaded().Begin(await listener.AcceptAsync(stop));
                isReported = false;
            }
            catch (SocketException failure)
            {
                if (!isReported)
                {
                    isReported = true; // Once in a time of trouble: a server that is out of descriptors must not fill the log as well.
                    errors.WriteLine($"cannot accept with {admission.Count} connections open, will try again: {failure.Message}");
                }

                await loop.Delay(RetryAfter, stop);
            }
        }
    }

    private LoopWorker LeastLoaded()
    {
        LoopWorker least = workers[(uint)_next++ % (uint)workers.Length]; // Not always the first: connections that are on their way to a loop are not counted yet.
        foreach (LoopWorker worker in workers)
        {
            if (worker.Loop.RegistrationCount < least.Loop.RegistrationCount)
            {
                least = worker;
            }
        }

        return least;
    }
}
