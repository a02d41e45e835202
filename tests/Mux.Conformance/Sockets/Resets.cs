using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>How a reset shows where it arrives. Everywhere as an error; only on Wine an end is all that is left of it.</summary>
public static class Resets
{
    /// <summary>Why facts that need the error itself are skipped there.</summary>
    public const string AreLostOnWine = "Wine 8 takes the error of a reset itself, and a receive then tells of the end";

    /// <summary>Whether they cannot be told from the end of a stream here.</summary>
    public static bool LookLikeEnds => Wine.IsThis;

    /// <summary>Whether a receive without bytes that came back so tells of a reset.</summary>
    public static bool IsToldBy(SocketError error) =>
        error is SocketError.ConnectionReset or SocketError.ConnectionAborted || (error == SocketError.Success && LookLikeEnds);

    /// <summary>Whether this result of a receive tells of a reset.</summary>
    public static bool IsToldBy(SocketResult received) => received.IsFailed ? IsToldBy(received.Error) : received.IsClosed && LookLikeEnds;
}
