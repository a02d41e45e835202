namespace Mux;

/// <summary>Where a loop stands between its making and its end. Every transition happens once.</summary>
internal sealed class LoopLifetime
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _stage; // Interlocked.
    private bool _isGivenUp;

    private enum Stage
    {
        Made,
        Running,
        Stopping,
        Ended,
    }

    /// <summary>Whether somebody who waited for the end has stopped waiting: nobody is to wait again.</summary>
    public bool IsGivenUp => Volatile.Read(ref _isGivenUp);

    /// <summary>Ends with the loop, and with the reason when it failed.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Whether work from outside is still welcome.</summary>
    public bool IsOpen => Volatile.Read(ref _stage) < (int)Stage.Stopping;

    public bool HasEnded => Volatile.Read(ref _stage) == (int)Stage.Ended;

    /// <summary>Begins to run: for one caller, and once.</summary>
    public bool TryBegin() => Move(Stage.Made, Stage.Running);

    /// <summary>Begins to stop a loop that runs.</summary>
    /// <returns>True for the one caller that did.</returns>
    public bool TryStopRunning() => Move(Stage.Running, Stage.Stopping);

    /// <summary>Begins to stop a loop that never ran.</summary>
    /// <returns>True for the one caller that did, whose part it is to end the loop.</returns>
    public bool TryStopUnused() => Move(Stage.Made, Stage.Stopping);

    /// <summary>Somebody has stopped waiting for the end.</summary>
    public void GiveUp() => Volatile.Write(ref _isGivenUp, true);

    /// <summary>The loop has ended.</summary>
    public void End(Exception? failure)
    {
        Volatile.Write(ref _stage, (int)Stage.Ended);
        if (failure is null)
        {
            _completion.SetResult();
        }
        else
        {
            _completion.SetException(failure);
        }
    }

    private bool Move(Stage from, Stage to) => Interlocked.CompareExchange(ref _stage, (int)to, (int)from) == (int)from;
}
