using System.Diagnostics;
using Mux.Compare.Measuring;
using Mux.Compare.Posts;

namespace Mux.Compare.Wakes;

/// <summary>What a post costs its poster while the loop is awake: busy with something, and nobody to be woken.</summary>
internal static class AwakePosts
{
    public const int Batches = 1000;
    public const int PostsABatch = 1000;

    public static Measurement Measure(IPostTarget target, Pinning pinning)
    {
        using (target)
        {
            var times = new double[Batches];
            MeasuredThread.Run(pinning.Poster, () =>
            {
                for (int i = 0; i < Batches; i++)
                {
                    times[i] = TimeOfPost(target);
                }
            });
            Array.Sort(times);
            return new Measurement("post to an awake loop", "time a post", "ns", times[Batches / 2]);
        }
    }

    private static double TimeOfPost(IPostTarget target)
    {
        var hold = new HoldJob();
        var count = new CountJob(PostsABatch, isShared: false);
        target.Post(hold);
        hold.SpinUntilHolding();

        long begun = Stopwatch.GetTimestamp();
        for (int i = 0; i < PostsABatch; i++)
        {
            target.Post(count);
        }

        double time = Stopwatch.GetElapsedTime(begun).TotalNanoseconds / PostsABatch;
        hold.Release();
        count.WaitForAll();
        return time;
    }
}
