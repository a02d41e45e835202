using Microsoft.Win32.SafeHandles;

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

    /// <summary>Of memory.</summary>
    public static readonly StepwiseAttempt<SendOperation, int> Attempt = static (ref SendOperation state, out int sent) =>
    {
        AttemptOutcome outcome = state.Step();
        sent = (int)state._sent; // It fits: the pieces are checked when the send begins.
        return outcome;
    };

    /// <summary>Of a head and a file.</summary>
    public static readonly StepwiseAttempt<SendOperation, long> AttemptFile = static (ref SendOperation state, out long sent) =>
    {
        AttemptOutcome outcome = state.Step();
        sent = state._sent;
        return outcome;
    };

    private readonly bool IsComplete => _first.IsEmpty && _second.IsEmpty && _left <= 0;

    /// <exception cref="System.Net.Sockets.SocketException">The attempt failed.</exception>
    private AttemptOutcome Step()
    {
        if (IsComplete)
        {
            return AttemptOutcome.Done; // There was nothing to send.
        }

        bool isFile = _first.IsEmpty && _second.IsEmpty;
        if ((isFile ? SendFile(out SocketResult result) : SendMemory(out result)) == AttemptOutcome.WouldBlock)
        {
            return AttemptOutcome.WouldBlock;
        }

        if (result.IsFailed)
        {
            FlushHead();
            throw result.ToException();
        }

        _sent += result.Count;
        bool fileIsShorter = isFile && result.Count == 0;
        if (fileIsShorter)
        {
            FlushHead();
        }

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
