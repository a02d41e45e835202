using System.Diagnostics;
using System.Net.Sockets;
using Mux.Interop;

namespace Mux;

/// <summary>The outcome of one attempt on a non-blocking socket: done, would block, closed or failed. It is a value in every case, never an exception.</summary>
/// <remarks>
/// Exactly one of <see cref="IsDone"/>, <see cref="WouldBlock"/>, <see cref="IsClosed"/> and <see cref="IsFailed"/> is true. Eight bytes; returned in a register. The default value is a failure: no attempt has been made.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public readonly struct SocketResult : IEquatable<SocketResult>
{
    // Values of _state that are no SocketError: those are -1, or 995 and above.
    private const int NeverAssigned = 0;
    private const int DoneState = 1;
    private const int TruncatedState = 2;
    private const int ClosedState = 3;

    private readonly int _state;
    private readonly int _value; // The count of what was done, or the system's error number of what failed (0 when there is none).

    private SocketResult(int state, int value) => (_state, _value) = (state, value);

    /// <summary>The number of bytes, or of datagrams in a batch. 0 unless <see cref="IsDone"/>.</summary>
    public int Count => IsDone ? _value : 0;

    /// <summary>
    /// The reason when the attempt failed; <see cref="SocketError.WouldBlock"/> when it would block; <see cref="SocketError.MessageSize"/> when the datagram was truncated; otherwise <see cref="SocketError.Success"/>.
    /// </summary>
    public SocketError Error => _state switch
    {
        DoneState or ClosedState => SocketError.Success,
        TruncatedState => SocketError.MessageSize,
        NeverAssigned => SocketError.SocketError,
        _ => (SocketError)_state,
    };

    /// <summary>Whether the attempt succeeded. A count of 0 is an empty datagram, or an attempt that had nothing to do; the end of a stream is <see cref="IsClosed"/>.</summary>
    public bool IsDone => _state is DoneState or TruncatedState;

    /// <summary>Whether the attempt would block: wait, then try again.</summary>
    public bool WouldBlock => _state == (int)SocketError.WouldBlock;

    /// <summary>Whether the peer has ended its sending half, and everything before that has been received.</summary>
    public bool IsClosed => _state == ClosedState;

    /// <summary>Whether the attempt failed. <see cref="Error"/> says why.</summary>
    public bool IsFailed => !IsDone && !WouldBlock && !IsClosed;

    /// <summary>Whether a datagram was received that is longer than the buffer: the buffer is full, and the rest of the datagram is lost.</summary>
    public bool IsTruncated => _state == TruncatedState;

    /// <summary>Gets the count, for callers to whom a failure is exceptional.</summary>
    /// <returns><see cref="Count"/>; 0 at the end of a stream.</returns>
    /// <exception cref="SocketException">The attempt failed, or would block.</exception>
    public int GetCountOrThrow() => IsDone ? _value : IsClosed ? 0 : throw ToException();

    /// <summary>Compares two results.</summary>
    /// <param name="left">The first result.</param>
    /// <param name="right">The second result.</param>
    /// <returns>Whether the outcomes, counts and errors are the same.</returns>
    public static bool operator ==(SocketResult left, SocketResult right) => left.Equals(right);

    /// <summary>Compares two results.</summary>
    /// <param name="left">The first result.</param>
    /// <param name="right">The second result.</param>
    /// <returns>Whether the outcomes, counts or errors differ.</returns>
    public static bool operator !=(SocketResult left, SocketResult right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(SocketResult other) => _state == other._state && Count == other.Count;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SocketResult other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_state, Count);

    /// <summary>Describes the result for logs and debuggers.</summary>
    /// <returns>The outcome, with the count or the error.</returns>
    public override string ToString() => _state switch
    {
        DoneState => $"Done: {_value}",
        TruncatedState => $"Done: {_value}, truncated",
        ClosedState => "Closed",
        NeverAssigned => "Failed: no attempt was made",
        (int)SocketError.WouldBlock => "WouldBlock",
        _ => $"Failed: {Error}",
    };

    internal static SocketResult Done(int count) => new(DoneState, count);

    internal static SocketResult Truncated(int count) => new(TruncatedState, count);

    internal static SocketResult Closed() => new(ClosedState, 0);

    internal static SocketResult Blocked() => new((int)SocketError.WouldBlock, 0);

    /// <summary>A failure.</summary>
    /// <param name="error">The reason.</param>
    /// <param name="systemError">The system's number for it, from which an exception takes its message: several numbers share one <see cref="SocketError"/>. 0 when there is none.</param>
    internal static SocketResult Failed(SocketError error, int systemError = 0)
    {
        Debug.Assert(error is not (SocketError.Success or SocketError.WouldBlock), "A failure has a reason.");
        return new SocketResult((int)error, systemError);
    }

    /// <summary>The exception for a result that is no success.</summary>
    internal Exception ToException() => _state == NeverAssigned
        ? new InvalidOperationException($"This {nameof(SocketResult)} is the default value: no attempt was made.")
        : SocketFailure.Of(Error, _value);
}
