using System.Diagnostics;
using System.Threading.Channels;
using Mux.Compare.Measuring;

namespace Mux.Compare.Wakes;

/// <summary>Two channels, read by async loops on the thread pool or by threads of their own.</summary>
internal static class ChannelWakes
{
    private static readonly UnboundedChannelOptions OneOfEach = new() { SingleReader = true, SingleWriter = true };

    /// <summary>Async loops. The pool runs both on one thread, each when the other awaits: nobody has to be woken.</summary>
    public static IEnumerable<Measurement> MeasureLoops() => Task.Run(MeasureAsync).GetAwaiter().GetResult();

    /// <summary>Threads that block while there is nothing; they poll for a while before.</summary>
    public static IEnumerable<Measurement> MeasureThreads(Pinning pinning)
    {
        Channel<int> first = Channel.CreateUnbounded<int>(OneOfEach);
        Channel<int> second = Channel.CreateUnbounded<int>(OneOfEach);
        return RoundTrips.Between(
            pinning,
            ask: () =>
            {
                second.Writer.TryWrite(0);
                Read(first.Reader);
            },
            answer: () =>
            {
                Read(second.Reader);
                first.Writer.TryWrite(0);
            });
    }

    private static void Read(ChannelReader<int> reader)
    {
        while (!reader.TryRead(out _))
        {
            reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static async Task<IEnumerable<Measurement>> MeasureAsync()
    {
        Channel<int> first = Channel.CreateUnbounded<int>(OneOfEach);
        Channel<int> second = Channel.CreateUnbounded<int>(OneOfEach);
        var times = new long[RoundTrips.Count];

        Task answering = Task.Run(() => AnswerAsync(second.Reader, first.Writer));
        var expense = Expense.Begin();
        for (int i = 0; i < times.Length; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            second.Writer.TryWrite(i);
            await first.Reader.ReadAsync().ConfigureAwait(false);
            times[i] = Stopwatch.GetTimestamp() - begun;
        }

        IEnumerable<Measurement> measured = RoundTrips.Of(times, expense);
        second.Writer.Complete();
        await answering.ConfigureAwait(false);
        return measured;
    }

    private static async Task AnswerAsync(ChannelReader<int> questions, ChannelWriter<int> answers)
    {
        await foreach (int question in questions.ReadAllAsync().ConfigureAwait(false))
        {
            answers.TryWrite(question);
        }
    }
}
