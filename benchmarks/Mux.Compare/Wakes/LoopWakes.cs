using System.Diagnostics;
using Mux.Compare.Measuring;

namespace Mux.Compare.Wakes;

/// <summary>Two of Mux's loops that post to each other.</summary>
internal sealed class LoopWakes : IDisposable
{
    private readonly EventLoop _first;
    private readonly EventLoop _second;
    private readonly long[] _times = new long[RoundTrips.Count];
    private readonly ManualResetEventSlim _done = new();
    private int _trips;
    private long _begun;

    private LoopWakes(Pinning pinning, TimeSpan spin)
    {
        _first = EventLoop.Start(new EventLoopOptions { Processor = pinning.Poster, SpinBeforeBlocking = spin });
        _second = EventLoop.Start(new EventLoopOptions { Processor = pinning.Loop, SpinBeforeBlocking = spin });
    }

    public static IEnumerable<Measurement> Measure(Pinning pinning, TimeSpan spin = default)
    {
        using var wakes = new LoopWakes(pinning, spin);
        var expense = Expense.Begin();
        wakes._first.Post(static wakes => wakes.Ask(), wakes);
        wakes._done.Wait();
        return RoundTrips.Of(wakes._times, expense);
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _done.Dispose();
    }

    private void Ask()
    {
        _begun = Stopwatch.GetTimestamp();
        _second.Post(static wakes => wakes.Answer(), this);
    }

    private void Answer() => _first.Post(static wakes => wakes.Return(), this);

    private void Return()
    {
        _times[_trips] = Stopwatch.GetTimestamp() - _begun;
        if (++_trips < RoundTrips.Count)
        {
            Ask();
        }
        else
        {
            _done.Set();
        }
    }
}
