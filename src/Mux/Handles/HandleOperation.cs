namespace Mux;

/// <summary>An operation of a handle that goes on when the loop's queue comes to it.</summary>
internal abstract class HandleOperation
{
    /// <summary>What the queue runs.</summary>
    protected static readonly Action<HandleOperation> ContinueOnLoop = static operation => operation.GoOn();

    /// <summary>The next attempt. On the loop; or where the loop has ended, and then it ends as well.</summary>
    protected abstract void GoOn();
}
