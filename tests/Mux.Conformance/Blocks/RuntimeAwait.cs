using System.Threading.Tasks.Sources;

namespace Mux.Conformance;

/// <summary>
/// What .NET itself allocates for one await that has to wait, on a source that is used again and without any code of Mux: nothing on Linux; on Windows (seen under Wine, .NET 10.0.12, JIT) it boxes the
/// awaiter, 32 bytes. Facts that count allocated bytes over awaits take it off.
/// </summary>
public static class RuntimeAwait
{
    private const int WarmUp = 2000;
    private const int Awaits = 1000;

    /// <summary>Bytes for each await that waits.</summary>
    public static long BytesEach { get; } = Measure();

    private static long Measure()
    {
        var source = new ReusedSource();
        Task<long> awaiting = AwaitAll(source);
        while (!awaiting.IsCompleted)
        {
            source.Complete(); // The rest of the method, up to its next await, runs inside.
        }

        return awaiting.Result;
    }

    private static async Task<long> AwaitAll(ReusedSource source)
    {
        long before = 0;
        for (int i = -WarmUp; i < Awaits; i++)
        {
            if (i == 0)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            await source.WaitAsync().ConfigureAwait(false);
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Awaits;
    }

    private sealed class ReusedSource : IValueTaskSource
    {
        private ManualResetValueTaskSourceCore<bool> _core;

        public ValueTask WaitAsync()
        {
            _core.Reset();
            return new ValueTask(this, _core.Version);
        }

        public void Complete() => _core.SetResult(true);

        public void GetResult(short token) => _core.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _core.OnCompleted(continuation, state, token, flags);
    }
}
