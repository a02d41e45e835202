using Microsoft.Win32.SafeHandles;
using Mux.Interop;

namespace Mux;

/// <summary>An awaited send: of two pieces, or of a piece and a part of a file, to the last byte.</summary>
internal struct SendOperation
{
    // A piece takes some tens of microseconds, so that other work of the loop does not wait for a large transfer.
    private const int MemoryPiece = 64 * 1024;
    private const int FilePiece = 128 * 1024;

    private readonly StreamSocket _socket;
    private readonly SafeFileHandle? _file;
    private ReadOnlyMemory<byte> _first;
    private ReadOnlyMemory<byte> _second;
    private long _offset;
    private long _left; // Of the file.
    private long _sent;

    public SendOperation(StreamSocket socket, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second) =>
        (_socket, _first, _second) = (socket, first, second);

    public SendOperation(StreamSocket socket, ReadOnlyMemory<byte> head, SafeFileHandle file, long offset, long count) =>
        (_socket, _first, _file, _offset, _left) = (socket, head, file, offset, count);

    public static readonly StepwiseAttempt<SendOperation, SocketResult> Attempt = static (ref SendOperation state, out SocketResult result) => state.Step(out result);

    /// <summary>Of a file: answers with how many bytes went, and throws where the attempt failed.</summary>
    public static readonly StepwiseAttempt<SendOperation, long> AttemptOrThrow = static (ref SendOperation state, out long sent) =>
    {
        AttemptOutcome outcome = state.Step(out SocketResult result);
        sent = state._sent;
        return result.IsFailed ? throw SocketFailure.Of(result.Error) : outcome;
    };

    private readonly bool IsComplete => _first.IsEmpty && _second.IsEmpty && _left <= 0;

    private readonly SocketResult Sent => SocketResult.Done(_file is null ? (int)_sent : 0); // Of memory the count fits; of a file it is told otherwise.

    private AttemptOutcome Step(out SocketResult result)
    {
        if (IsComplete)
        {
            result = Sent; // There was nothing to send.
            return AttemptOutcome.Done;
        }

        bool isFile = _first.IsEmpty && _second.IsEmpty;
        if ((isFile ? SendFile(out result) : SendMemory(out result)) == AttemptOutcome.WouldBlock)
        {
            return AttemptOutcome.WouldBlock;
        }

        if (result.IsFailed)
        {
            FlushHead();
            return AttemptOutcome.Done;
        }

        _sent += result.Count;
        bool fileIsShorter = isFile && result.Count == 0;
        if (fileIsShorter)
        {
            FlushHead();
        }

        result = Sent;
        return IsComplete || fileIsShorter ? AttemptOutcome.Done : AttemptOutcome.Unfinished;
    }

    private AttemptOutcome SendMemory(out SocketResult result)
    {
        ReadOnlySpan<byte> first = _first.Span[..Math.Min(_first.Length, MemoryPiece)];
        ReadOnlySpan<byte> second = first.Length < _first.Length ? [] : _second.Span[..Math.Min(_second.Length, MemoryPiece - first.Length)];
        AttemptOutcome outcome = _socket.Send(first, second, _left > 0 ? SendHints.MoreFollows : SendHints.None, out result);
        int ofFirst = Math.Min(result.Count, _first.Length);
        (_first, _second) = (_first[ofFirst..], _second[(result.Count - ofFirst)..]);
        return outcome;
    }

    private AttemptOutcome SendFile(out SocketResult result)
    {
        AttemptOutcome outcome = _socket.SendFile(_file!, _offset, (int)Math.Min(_left, FilePiece), out result);
        _offset += result.Count;
        _left -= result.Count;
        return outcome;
    }

    // The head was sent with the hint that the file follows.
    private readonly void FlushHead()
    {
        if (_file is not null && _sent > 0)
        {
            _socket.Flush();
        }
    }
}
