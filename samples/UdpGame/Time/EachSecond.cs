using Mux;

namespace UdpGame;

/// <summary>Asks a loop each second for a line, and prints it: elsewhere, so that no terminal ever holds up a tick.</summary>
internal static class EachSecond
{
    /// <summary>Prints until it is told to stop.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="line">The line; null for none. Called on the loop.</param>
    /// <param name="output">Where to.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="MultiplexerException">The loop cannot wait any more.</exception>
    public static async Task PrintAsync(EventLoop loop, Func<string?> line, TextWriter output, CancellationToken stop)
    {
        using var seconds = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await seconds.WaitForNextTickAsync(stop))
            {
                if (await loop.InvokeAsync(line, stop) is { } text)
                {
                    await output.WriteLineAsync(text);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop.
        }
        catch (ObjectDisposedException)
        {
            await loop.Completion; // It has ended by itself: this has the reason.
            throw;
        }
    }
}
