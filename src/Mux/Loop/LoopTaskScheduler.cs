namespace Mux;

/// <summary>Runs tasks on the loop, one at a time, in order.</summary>
internal sealed class LoopTaskScheduler(EventLoop loop) : TaskScheduler
{
    private static readonly Action<object, object?> Execute = static (scheduler, task) => ((LoopTaskScheduler)scheduler).TryExecuteTask((Task)task!);

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Hands a task that the loop will not run any more to the thread pool, so that whoever awaits it does not wait for ever.</summary>
    public void RunElsewhere(Task task) =>
        ThreadPool.UnsafeQueueUserWorkItem(static item => item.Scheduler.TryExecuteTask(item.Task), (Scheduler: this, Task: task), preferLocal: false);

    /// <summary>Runs the delegate of a task whose time has come. From any thread.</summary>
    public void Run(Task task) => TryExecuteTask(task);

    protected override void QueueTask(Task task)
    {
        if (task.AsyncState is OwnThreadCall call)
        {
            if (!loop.TryQueue(OwnThreadCall.Begin, call, null))
            {
                call.Abandon(loop);
            }
        }
        else if (!loop.TryQueue(Execute, this, task))
        {
            RunElsewhere(task);
        }
    }

    // The runtime asks when a thread is about to block on the task.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => loop.IsCurrentThread && (task.AsyncState is OwnThreadCall
        ? throw new InvalidOperationException($"The thread of event loop {loop.Name} would wait forever: it waits for a call that was passed to {nameof(EventLoop.InvokeAsync)}, and which only it can run. Await the task, or call the method directly.")
        : TryExecuteTask(task));

    // For debuggers only: the queue is not theirs to look into.
    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
