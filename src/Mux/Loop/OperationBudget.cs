namespace Mux;

/// <summary>
/// How many operations may succeed at once. An async method that reads from a handle which always has data never waits, and so would never let the loop go on: past the budget its operations resume by way of
/// the queue.
/// </summary>
/// <remarks>
/// Each event has its own: of many handles that are ready in one turn none is made to queue for what the others did. Timers and posted work share one a turn, for what resumes by way of the queue may run in
/// the turn that queued it. The loop's thread only.
/// </remarks>
internal sealed class OperationBudget
{
    private const int OperationsPerEvent = 32;
    private const int OperationsOfWorkPerTurn = 128;

    private int _left;

    /// <summary>An event is about to be handed out.</summary>
    public void RenewForEvent() => _left = OperationsPerEvent;

    /// <summary>The turn's events are done with; timers and posted work follow.</summary>
    public void RenewForWork() => _left = OperationsOfWorkPerTurn;

    /// <summary>Takes one operation's share.</summary>
    public bool TrySpend() => _left-- > 0;
}
