using System.Diagnostics;
using System.Threading.Channels;
using Mux.Compare.Measuring;

namespace Mux.Compare.Wakes;

/// <summary>Two async loops on the thread pool, with a channel each.</summary>
internal static class ChannelWakes
{
    public static IEnumerable<Measurement> Measure() => Task.Run(MeasureAsync).GetAwaiter().GetResult();

    private static async Task<IEnumerable<Measurement>> MeasureAsync()
    {
        var options = new UnboundedChannelOptions { SingleReader = true, SingleWriter = true };
        Channel<int> first = Channel.CreateUnbounded<int>(options);
        Channel<int> second = Channel.CreateUnbounded<int>(options);
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
