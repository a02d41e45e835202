namespace Mux;

/// <summary>Runs tasks on the loop, one at a time, in order.</summary>
internal sealed class LoopTaskScheduler(EventLoop loop) : TaskScheduler
{
    private Action<Task>? _execute;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>A task, called later: on the loop, or on the thread pool when the loop ends first.</summary>
    private Action<Task> Execute => _execute ??= task => TryExecuteTask(task);

    protected override void QueueTask(Task task)
    {
        if (!loop.TryPost(Callback.Of<Task>.Run, Execute, task))
        {
            ThreadPool.UnsafeQueueUserWorkItem(Execute, task, preferLocal: false);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => loop.IsCurrentThread && TryExecuteTask(task);

    // For debuggers only: the queue is not theirs to look into.
    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
