namespace Mux.Conformance;

/// <summary>Several threads that do one thing at the same moment.</summary>
public static class Crowd
{
    /// <summary>Starts the threads, lets them all go at once, and collects what each came back with.</summary>
    public static T[] Of<T>(int threads, Func<int, T> action)
    {
        var results = new T[threads];
        using var start = new Barrier(threads);
        Background[] crowd = [.. Enumerable.Range(0, threads).Select(member => Background.Run(() =>
        {
            start.SignalAndWait();
            results[member] = action(member);
        }))];

        foreach (Background member in crowd)
        {
            member.Join();
        }

        return results;
    }
}
