namespace Mux;

/// <summary>
/// How much the operations of one turn may do before they let the loop's other work run. An async method that reads from a handle that always has data never waits, and would keep the loop to itself: past the
/// budget its operations resume by way of the queue.
/// </summary>
/// <remarks>
/// Operations are counted for each event: of many handles that are ready in one turn none is made to queue because of the others. Timers and posted work share one count per turn, since what resumes by way of the
/// queue may run in the turn that queued it. Large transfers move in pieces of at most 128 KiB, and pieces are counted for the whole turn. The loop's thread only.
/// </remarks>
internal sealed class OperationBudget
{
    private const int OperationsPerEvent = 32;
    private const int OperationsOfWorkPerTurn = 128;
    private const int PiecesPerTurn = 8;

    private int _operations;
    private int _pieces = PiecesPerTurn;

    /// <summary>Whether large transfers have used up the turn.</summary>
    public bool IsOutOfPieces => _pieces <= 0;

    /// <summary>A turn begins.</summary>
    public void RenewForTurn() => _pieces = PiecesPerTurn;

    /// <summary>An event is about to be handed out.</summary>
    public void RenewForEvent() => _operations = OperationsPerEvent;

    /// <summary>The turn's events are done with; timers and posted work follow.</summary>
    public void RenewForWork() => _operations = OperationsOfWorkPerTurn;

    /// <summary>Takes one operation's share.</summary>
    public bool TrySpend() => _operations-- > 0;

    /// <summary>Takes the share of one piece of a large transfer.</summary>
    public bool TrySpendPiece() => _pieces-- > 0;
}
