using Microsoft.Win32.SafeHandles;

namespace Mux;

/// <summary>The sending of two pieces, or of a piece and a part of a file, to the last byte.</summary>
internal sealed class SendOperation(StreamSocket socket, AsyncHandle handle) : ResultOperation<SocketResult>(handle, Interests.Writable)
{
    private ReadOnlyMemory<byte> _first;
    private ReadOnlyMemory<byte> _second;
    private SafeFileHandle? _file;
    private long _offset;
    private long _left; // Of the file.
    private int _sent;
    private bool _hasToWait; // The attempt before this would have blocked.

    protected override bool WouldBlock => _hasToWait;

    public ValueTask<SocketResult> Begin(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<SocketResult>(cancellation);
        }

        Reserve(cancellation);
        (_first, _second, _sent) = (first, second, 0);
        return Start();
    }

    /// <summary>Sends the rest of what was begun by an attempt.</summary>
    public ValueTask<SocketResult> GoOn(ReadOnlyMemory<byte> rest, SocketResult attempt, CancellationToken cancellation)
    {
        Reserve(cancellation);
        (_first, _sent, _hasToWait) = (rest, attempt.Count, attempt.WouldBlock);
        return Start();
    }

    public ValueTask<SocketResult> Begin(ReadOnlyMemory<byte> head, SafeFileHandle file, long offset, long count, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<SocketResult>(cancellation);
        }

        Reserve(cancellation);
        (_first, _file, _offset, _left, _sent) = (head, file, offset, count, 0);
        return Start();
    }

    protected override bool TryFinish(out SocketResult result)
    {
        while (!_first.IsEmpty || !_second.IsEmpty || _left > 0)
        {
            result = SendMore();
            if (result.WouldBlock)
            {
                return false;
            }

            if (result.IsFailed)
            {
                FlushHead();
                return true;
            }

            _sent += result.Count;
            if (result.Count == 0)
            {
                FlushHead();
                break; // The file has become shorter.
            }
        }

        result = SocketResult.Done(_sent);
        return true;
    }

    protected override void Release() => (_first, _second, _file, _left, _hasToWait) = (default, default, null, 0, false);

    // It was said that the file follows.
    private void FlushHead()
    {
        if (_file is not null && _sent > 0)
        {
            socket.Flush();
        }
    }

    private SocketResult SendMore()
    {
        if (!_first.IsEmpty || !_second.IsEmpty)
        {
            SocketResult sent = _second.IsEmpty ? socket.TrySend(_first.Span, _left > 0 ? SendHints.MoreFollows : SendHints.None) : socket.TrySend(_first.Span, _second.Span);
            int ofFirst = Math.Min(sent.Count, _first.Length);
            (_first, _second) = (_first[ofFirst..], _second[(sent.Count - ofFirst)..]);
            return sent;
        }

        SocketResult fromFile = socket.TrySendFile(_file!, ref _offset, _left);
        _left -= fromFile.Count;
        return fromFile;
    }
}
