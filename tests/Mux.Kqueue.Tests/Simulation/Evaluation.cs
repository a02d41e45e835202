namespace Mux.Kqueue.Tests.Simulation;

/// <summary>What a filter says of what it watches, at one moment.</summary>
/// <param name="IsReady">Whether there is something to report.</param>
/// <param name="Data">How much of it.</param>
/// <param name="IsEnd">EV_EOF.</param>
/// <param name="Error">Beside EV_EOF of a socket, its error.</param>
/// <param name="IsLast">Beside EV_EOF, whether the kernel deletes the knote with this report (EV_ONESHOT).</param>
internal readonly record struct Evaluation(bool IsReady, int Data = 0, bool IsEnd = false, uint Error = 0, bool IsLast = false)
{
    public static Evaluation Silent => default;
}
