namespace Mux;

/// <summary>Turns the outcome of an attempt into what an await answers with: the count, or an exception.</summary>
internal static class AwaitedResult
{
    /// <exception cref="System.Net.Sockets.SocketException">The attempt failed.</exception>
    public static AttemptOutcome OrThrow(this AttemptOutcome outcome, SocketResult result, out int count)
    {
        count = result.Count;
        return result.IsFailed ? throw result.ToException() : outcome;
    }
}
