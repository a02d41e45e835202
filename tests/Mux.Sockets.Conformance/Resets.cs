using System.Net.Sockets;

namespace Mux.Sockets.Conformance;

/// <summary>How a reset shows where it arrives. Everywhere as an error; only on some versions of Wine an end is all that is left of it.</summary>
public static class Resets
{
    private static readonly Lazy<bool> Lost = new(() => Wine.IsThis && AreLost());

    /// <summary>Why facts that need the error itself are skipped there.</summary>
    public const string AreLostOnWine = "this system takes the error of a reset itself, as Wine 8 does, and a receive then tells of the end";

    /// <summary>Whether they cannot be told from the end of a stream here.</summary>
    public static bool LookLikeEnds => Lost.Value;

    /// <summary>Whether a receive without bytes that came back so tells of a reset.</summary>
    public static bool IsToldBy(SocketError error) =>
        error is SocketError.ConnectionReset or SocketError.ConnectionAborted || (error == SocketError.Success && LookLikeEnds);

    /// <summary>Whether this result of a receive tells of a reset.</summary>
    public static bool IsToldBy(SocketResult received) => received.IsFailed ? IsToldBy(received.Error) : received.IsClosed && LookLikeEnds;

    // Asked of the system, since its versions differ: a reset that a poll has told of, and then the receive.
    private static bool AreLost()
    {
        using var pair = ConnectedPair.OnLoopback();
        pair.Right.LingerState = new LingerOption(true, 0);
        pair.Right.Close();
        pair.Left.Poll(Bound.Hang, SelectMode.SelectRead);
        pair.Left.Receive(new byte[1], SocketFlags.None, out SocketError error);
        return error == SocketError.Success;
    }
}
