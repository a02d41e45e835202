using Mux.Compare.Measuring;

namespace Mux.Compare.Wakes;

/// <summary>Two threads and two <see cref="SemaphoreSlim"/>s, whose waits poll for a while before they block.</summary>
internal static class SemaphoreWakes
{
    public static IEnumerable<Measurement> Measure(Pinning pinning)
    {
        using var first = new SemaphoreSlim(0);
        using var second = new SemaphoreSlim(0);
        return RoundTrips.Between(
            pinning,
            ask: () =>
            {
                second.Release();
                first.Wait();
            },
            answer: () =>
            {
                second.Wait();
                first.Release();
            });
    }
}
