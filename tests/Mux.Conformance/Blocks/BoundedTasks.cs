namespace Mux.Conformance;

/// <summary>Awaits as facts write them: a task that never ends fails the fact.</summary>
public static class BoundedTasks
{
    public static Task InTime(this Task task) => task.WaitAsync(Bound.Hang);

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Bound.Hang);

    public static Task InTime(this ValueTask task) => task.AsTask().WaitAsync(Bound.Hang);

    public static Task<T> InTime<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Bound.Hang);

    /// <summary>Waits for a condition that another thread brings about, and that raises no event.</summary>
    public static void Await(Func<bool> condition, string otherwise) => Assert.True(SpinWait.SpinUntil(condition, Bound.Hang), otherwise);
}
