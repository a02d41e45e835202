namespace Mux;

/// <summary>Runs tasks on the loop, one at a time, in order.</summary>
internal sealed class LoopTaskScheduler(EventLoop loop) : TaskScheduler
{
    private static readonly Action<object, object?> Execute = static (scheduler, task) => ((LoopTaskScheduler)scheduler).TryExecuteTask((Task)task!);

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Hands a task that the loop will not run any more to the thread pool, so that whoever awaits it does not wait for ever.</summary>
    public void RunElsewhere(Task task) =>
        ThreadPool.UnsafeQueueUserWorkItem(static item => item.Scheduler.TryExecuteTask(item.Task), (Scheduler: this, Task: task), preferLocal: false);

    protected override void QueueTask(Task task)
    {
        if (!loop.TryQueue(Execute, this, task))
        {
            RunElsewhere(task);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => loop.IsCurrentThread && TryExecuteTask(task);

    // For debuggers only: the queue is not theirs to look into.
    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
