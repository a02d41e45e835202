namespace Mux;

/// <summary>
/// How many operations may succeed at once within one turn of the loop. An async method that reads from a handle which always has data never waits, and so would never let the loop go on: past the budget its
/// operations resume by way of the queue.
/// </summary>
internal sealed class OperationBudget(LoopCounters counters)
{
    private const int OperationsPerTurn = 128;

    private long _turn;
    private int _left = OperationsPerTurn;

    /// <summary>Takes one operation's share. The loop's thread only.</summary>
    public bool TrySpend()
    {
        if (_turn != counters.Iterations)
        {
            _turn = counters.Iterations;
            _left = OperationsPerTurn;
        }

        return _left-- > 0;
    }
}
