using System.Diagnostics;

namespace Mux.Compare.Posts;

/// <summary>Notes when it ran.</summary>
internal sealed class LatencyJob : Job
{
    private long _ranAt; // 0 until it has run.

    /// <summary>Forgets the last run. Before the job is posted again.</summary>
    public void Reset() => Volatile.Write(ref _ranAt, 0);

    public override void Execute() => Volatile.Write(ref _ranAt, Stopwatch.GetTimestamp());

    /// <summary>Polls until it has run. The caller's processor stays awake: what is measured is the other side.</summary>
    public long SpinUntilRun()
    {
        long ranAt;
        while ((ranAt = Volatile.Read(ref _ranAt)) == 0)
        {
            Thread.SpinWait(1);
        }

        return ranAt;
    }
}
