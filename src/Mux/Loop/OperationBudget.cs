namespace Mux;

/// <summary>
/// How many operations may succeed at once within one callback of the loop. An async method that reads from a handle which always has data never waits, and so would never let the loop go on: past the budget its
/// operations resume by way of the queue.
/// </summary>
/// <remarks>Each callback has its own: of many handles that are ready in one turn none is made to queue for what the others did.</remarks>
internal sealed class OperationBudget
{
    private const int OperationsPerCallback = 32;

    private int _left;

    /// <summary>A callback begins. The loop's thread only, as the other.</summary>
    public void Renew() => _left = OperationsPerCallback;

    /// <summary>Takes one operation's share.</summary>
    public bool TrySpend() => _left-- > 0;
}
