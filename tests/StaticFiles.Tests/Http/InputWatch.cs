using System.Diagnostics;

namespace StaticFiles.Tests.Http;

/// <summary>Knows what each thread is at, and since when: so an input for which something never ends is found out, and does not only hang the run.</summary>
/// <param name="most">How long one may take.</param>
internal sealed class InputWatch<T>(TimeSpan most) : IDisposable
{
    private readonly ThreadLocal<Slot> _slots = new(() => new Slot(), trackAllValues: true);

    /// <summary>This thread begins with an input.</summary>
    public void Begin(T input)
    {
        Slot slot = _slots.Value!;
        slot.Input = input;
        Volatile.Write(ref slot.Since, Stopwatch.GetTimestamp());
    }

    /// <summary>This thread has come to an end with it.</summary>
    public void End() => Volatile.Write(ref _slots.Value!.Since, 0);

    /// <summary>Waits until all inputs are done with. Fails when one takes too long, whose thread cannot be stopped and is left.</summary>
    /// <param name="work">Goes through the inputs.</param>
    /// <param name="describe">An input in words.</param>
    public async Task WaitAsync(Task work, Func<T, string> describe)
    {
        while (await Task.WhenAny(work, Task.Delay(most / 4, TestContext.Current.CancellationToken)) != work)
        {
            if (_slots.Values.FirstOrDefault(IsLate) is { } late)
            {
                Assert.Fail($"For longer than {most} it has been at {describe(late.Input!)}");
            }
        }

        await work;
    }

    public void Dispose() => _slots.Dispose();

    private bool IsLate(Slot slot) => Volatile.Read(ref slot.Since) is not 0 and var since && Stopwatch.GetElapsedTime(since) > most;

    private sealed class Slot
    {
        public T? Input;
        public long Since; // Volatile; 0 while there is none.
    }
}
