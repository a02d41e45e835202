using System.Collections.Concurrent;

namespace Mux.Iocp.Tests.Simulated;

/// <summary>Counts calls, and has those fail that a fact has ordered to.</summary>
internal sealed class CallScript
{
    private readonly ConcurrentDictionary<string, int> _calls = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<int>> _failures = new();

    /// <summary>How often a call was made, failed or not.</summary>
    public int Count(string call) => _calls.GetValueOrDefault(call);

    /// <summary>Has the next calls fail with these codes, one after another, before the call works again.</summary>
    public void Fail(string call, params int[] codes)
    {
        ConcurrentQueue<int> queue = _failures.GetOrAdd(call, _ => new());
        Array.ForEach(codes, queue.Enqueue);
    }

    /// <summary>Takes back what was ordered to fail and has not.</summary>
    public void Forgive() => _failures.Clear();

    /// <summary>Notes a call.</summary>
    /// <returns>The code that it is to fail with, or null.</returns>
    public int? Next(string call)
    {
        _calls.AddOrUpdate(call, 1, (_, count) => count + 1);
        return _failures.TryGetValue(call, out ConcurrentQueue<int>? queue) && queue.TryDequeue(out int code) ? code : null;
    }
}
