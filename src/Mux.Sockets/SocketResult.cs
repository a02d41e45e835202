using System.Net.Sockets;
using Mux.Interop;

namespace Mux;

/// <summary>What an attempt on a non-blocking socket came to: a value, also where it failed, and never an exception.</summary>
/// <remarks>Eight bytes; returned in a register. The default value is <see cref="SocketOutcome.Done"/> with a count of 0.</remarks>
public readonly struct SocketResult : IEquatable<SocketResult>
{
    // Below zero there is no count: the attempt was not done. With a count, an error says that the datagram was cut.
    private const int NotDone = -1;

    private readonly int _count;
    private readonly SocketError _error;

    private SocketResult(int count, SocketError error) => (_count, _error) = (count, error);

    /// <summary>How the attempt ended.</summary>
    public SocketOutcome Outcome => (_count, _error) switch
    {
        ( >= 0, _) => SocketOutcome.Done,
        (_, SocketError.Success) => SocketOutcome.Closed,
        (_, SocketError.WouldBlock) => SocketOutcome.WouldBlock,
        _ => SocketOutcome.Failed,
    };

    /// <summary>How many bytes, or datagrams of a batch; 0 unless <see cref="IsDone"/>.</summary>
    public int Count => Math.Max(_count, 0);

    /// <summary>
    /// Why it failed; <see cref="SocketError.WouldBlock"/> when it would block; <see cref="SocketError.MessageSize"/> when the datagram was cut (<see cref="IsTruncated"/>); <see cref="SocketError.Success"/> otherwise.
    /// </summary>
    public SocketError Error => _error;

    /// <summary>Whether it is done. A count of 0 is an empty datagram, or nothing to do; the end of a stream is <see cref="IsClosed"/>.</summary>
    public bool IsDone => _count >= 0;

    /// <summary>Whether it would block: wait, and try again.</summary>
    public bool WouldBlock => _count < 0 && _error == SocketError.WouldBlock;

    /// <summary>Whether the peer has ended its sending half, and everything before that has been received.</summary>
    public bool IsClosed => _count < 0 && _error == SocketError.Success;

    /// <summary>Whether it failed.</summary>
    public bool IsFailed => Outcome == SocketOutcome.Failed;

    /// <summary>Whether a datagram was received that is longer than the buffer: the buffer is full, and the rest of the datagram is lost.</summary>
    public bool IsTruncated => _count >= 0 && _error == SocketError.MessageSize;

    /// <summary>The count, for callers to whom a failure is exceptional.</summary>
    /// <returns><see cref="Count"/>; 0 at the end of a stream.</returns>
    /// <exception cref="SocketException">It failed, or would block.</exception>
    public int OrThrow() => _count >= 0 ? _count : _error == SocketError.Success ? 0 : throw SocketFailure.Of(_error);

    /// <summary>Compares the outcomes, counts and errors.</summary>
    /// <param name="left">One result.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they are the same.</returns>
    public static bool operator ==(SocketResult left, SocketResult right) => left.Equals(right);

    /// <summary>Compares the outcomes, counts and errors.</summary>
    /// <param name="left">One result.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they differ.</returns>
    public static bool operator !=(SocketResult left, SocketResult right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(SocketResult other) => _count == other._count && _error == other._error;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SocketResult other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_count, _error);

    /// <summary>For logs and debuggers.</summary>
    /// <returns>The outcome, with the count or the error.</returns>
    public override string ToString() => Outcome switch
    {
        SocketOutcome.Done => IsTruncated ? $"Done: {_count}, truncated" : $"Done: {_count}",
        SocketOutcome.Failed => $"Failed: {_error}",
        SocketOutcome outcome => outcome.ToString(),
    };

    internal static SocketResult Done(int count) => new(count, SocketError.Success);

    internal static SocketResult Truncated(int count) => new(count, SocketError.MessageSize);

    internal static SocketResult Closed() => new(NotDone, SocketError.Success);

    internal static SocketResult Blocked() => new(NotDone, SocketError.WouldBlock);

    internal static SocketResult Failed(SocketError error) => new(NotDone, error);
}
