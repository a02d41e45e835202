namespace Mux.Compare.Posts;

/// <summary>Counts its runs, and tells when all have been.</summary>
/// <param name="expected">How many runs make all.</param>
/// <param name="isShared">Whether several threads run it at once, as those of the pool do: then counting takes an interlocked operation.</param>
internal sealed class CountJob(int expected, bool isShared) : Job
{
    private readonly TaskCompletionSource _all = new();
    private int _runs;

    public override void Execute()
    {
        int runs = isShared ? Interlocked.Increment(ref _runs) : ++_runs;
        if (runs == expected)
        {
            _all.SetResult();
        }
    }

    public void WaitForAll() => _all.Task.Wait();
}
