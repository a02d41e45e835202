using System.Net;
using Mux;
using StaticFiles.Site;

namespace StaticFiles.Serving;

/// <summary>One peer, as an async method on one loop: its requests are answered in order. While it asks for nothing it holds no buffer.</summary>
internal sealed class Connection : IDisposable
{
    private readonly StreamSocket _socket;
    private readonly Workspaces _workspaces;
    private readonly Deadlines _deadlines;
    private readonly TimeProvider _clock;
    private readonly Watchdog _watchdog;
    private readonly Outlet _outlet;
    private readonly Answering _answering;
    private bool _isIdle;

    /// <summary>Takes over a connected socket that is attached to the loop. On the loop's thread, as all else.</summary>
    public Connection(StreamSocket socket, EventLoop loop, Responder responder, Workspaces workspaces, Deadlines deadlines)
    {
        _socket = socket;
        _workspaces = workspaces;
        _deadlines = deadlines;
        _clock = loop.TimeProvider;
        _watchdog = new Watchdog(loop, socket);
        _outlet = new Outlet(socket, _watchdog, new Patience(deadlines.Stall, deadlines.LeastSendRate), _clock);
        _answering = new Answering(responder, _outlet);
    }

    /// <summary>How many requests were answered.</summary>
    public long Answers => _answering.Count;

    /// <summary>How many bytes went.</summary>
    public long Sent => _outlet.Sent;

    /// <summary>Serves until the peer has left, or has to.</summary>
    /// <exception cref="OperationCanceledException">The peer reads too slowly.</exception>
    /// <exception cref="ObjectDisposedException">The loop has ended.</exception>
    public async Task ServeAsync()
    {
        bool goesOn = true;
        while (goesOn)
        {
            bool isInTime = await WaitForRequestAsync();
            Workspace workspace = _workspaces.Rent();
            try
            {
                Ending ending = await AnswerAllAsync(workspace); // Also when the time is up: a request may have come at the last moment.
                goesOn = ending == Ending.Idle && isInTime && !_answering.IsEnding;
                if (ending == Ending.Farewell)
                {
                    await Farewell.ListenAsync(_socket, _watchdog, workspace, _clock);
                }
            }
            finally
            {
                _workspaces.Return(workspace);
            }
        }
    }

    /// <summary>The server stops: the connection ends with the answers that are due.</summary>
    public void Stop()
    {
        _answering.IsEnding = true;
        if (_isIdle)
        {
            _watchdog.Pass();
        }
    }

    /// <summary>Closes with a reset, so that nothing is kept for a peer that does not read.</summary>
    public void Abort() => _socket.Abort();

    /// <summary>Closes.</summary>
    public void Dispose()
    {
        _watchdog.Dispose();
        _socket.Dispose();
    }

    private async ValueTask<bool> WaitForRequestAsync()
    {
        _watchdog.Set(_deadlines.Idle);
        _isIdle = true;
        bool isInTime = await _watchdog.IsReadableInTimeAsync();
        _isIdle = false;
        return isInTime;
    }

    private async ValueTask<Ending> AnswerAllAsync(Workspace workspace)
    {
        bool isTimed = false; // The request that has begun has its deadline,
        bool isLate = false; // and that has passed.
        while (true)
        {
            SocketResult received = _socket.TryReceive(workspace.MakeRoom());
            if (received.IsDone)
            {
                workspace.Receive(received.Count);
                long before = Answers;
                Ending ending = await _answering.AnswerCompleteAsync(workspace);
                if (ending != Ending.Idle)
                {
                    return ending;
                }

                if (before != Answers)
                {
                    isTimed = isLate = false; // What stands behind an answered request is another one, with all its time before it.
                }

                if (_socket.IsDrained && workspace.IsBetweenRequests)
                {
                    return Ending.Idle; // Another attempt would only say so.
                }

                continue;
            }

            if (!received.WouldBlock)
            {
                return Ending.Gone; // With a reset, or after all that it asked for was answered. Half a request deserves no answer.
            }

            if (workspace.IsBetweenRequests)
            {
                return Ending.Idle;
            }

            if (isLate)
            {
                return await _answering.RefuseAsync(workspace, HttpStatusCode.RequestTimeout);
            }

            if (!isTimed)
            {
                _watchdog.Set(_deadlines.Head);
                isTimed = true;
            }

            isLate = !await _watchdog.IsReadableInTimeAsync();
        }
    }
}
