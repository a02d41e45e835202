namespace Mux.Kqueue.Tests.Simulation;

/// <summary>What a filter says of what it watches, at one moment.</summary>
/// <param name="IsReady">Whether there is something to report.</param>
/// <param name="Data">How much of it.</param>
/// <param name="IsEnd">EV_EOF.</param>
/// <param name="Error">Beside EV_EOF of a socket, its error.</param>
internal readonly record struct Evaluation(bool IsReady, int Data = 0, bool IsEnd = false, uint Error = 0)
{
    public static Evaluation Silent => default;
}
