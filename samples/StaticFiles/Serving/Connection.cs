using System.Net;
using System.Net.Sockets;
using Mux;
using StaticFiles.Http;
using StaticFiles.Site;

namespace StaticFiles.Serving;

/// <summary>One peer, as an async method on one loop: its requests are answered in order. While it asks for nothing it holds no buffer.</summary>
internal sealed class Connection : IDisposable
{
    // After so many answers the loop's other connections have their turn, however many requests this one has sent ahead.
    private const int AnswersPerTurn = 64;

    // Who goes on sending behind the last answer is listened to for so long at most.
    private const int LongestFarewell = 4 * 1024 * 1024;

    private readonly StreamSocket _socket;
    private readonly Responder _responder;
    private readonly Workspaces _workspaces;
    private readonly Deadlines _deadlines;
    private readonly Watchdog _watchdog;
    private readonly Outlet _outlet;
    private bool _isIdle;
    private bool _isStopping;

    /// <summary>Takes over a connected socket. On the loop's thread, as all else.</summary>
    /// <exception cref="MultiplexerException">The system does not watch it.</exception>
    public Connection(StreamSocket socket, EventLoop loop, Responder responder, Workspaces workspaces, Deadlines deadlines)
    {
        _socket = socket;
        _responder = responder;
        _workspaces = workspaces;
        _deadlines = deadlines;
        socket.AttachTo(loop);
        _watchdog = new Watchdog(loop, socket);
        _outlet = new Outlet(socket, _watchdog, deadlines.Stall);
    }

    /// <summary>How many requests were answered.</summary>
    public long Answers { get; private set; }

    /// <summary>How many bytes went.</summary>
    public long Sent => _outlet.Sent;

    /// <summary>Serves until the peer has left, or has to.</summary>
    /// <exception cref="OperationCanceledException">The peer reads nothing.</exception>
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
                goesOn = ending == Ending.Idle && isInTime && !_isStopping;
                if (ending == Ending.Farewell)
                {
                    await ListenToFarewellAsync(workspace);
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
        _isStopping = true;
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
        bool isInTime = await IsReadableInTimeAsync();
        _isIdle = false;
        return isInTime;
    }

    private async ValueTask<bool> IsReadableInTimeAsync()
    {
        try
        {
            await _socket.ReadableAsync(_watchdog.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async ValueTask<Ending> AnswerAllAsync(Workspace workspace)
    {
        bool isTimed = false; // The request that has begun has its deadline.
        bool isLate = false;
        while (true)
        {
            SocketResult received = _socket.TryReceive(workspace.MakeRoom());
            if (received.IsDone)
            {
                workspace.Receive(received.Count);
                long before = Answers;
                Ending ending = await AnswerCompleteAsync(workspace);
                if (ending != Ending.Idle)
                {
                    return ending;
                }

                isTimed &= before == Answers;
                if (_socket.IsDrained && workspace.Received.IsEmpty)
                {
                    return Ending.Idle; // Another attempt would only say so.
                }

                continue;
            }

            if (!received.WouldBlock)
            {
                return Ending.Gone; // With a reset, or after all that it asked for was answered. Half a request deserves no answer.
            }

            if (workspace.Received.IsEmpty)
            {
                return Ending.Idle;
            }

            if (isLate)
            {
                return await RefuseAsync(workspace, HttpStatusCode.RequestTimeout);
            }

            if (!isTimed)
            {
                _watchdog.Set(_deadlines.Head);
                isTimed = true;
            }

            isLate = !await IsReadableInTimeAsync();
        }
    }

    // Answers the requests that have come in whole.
    private async ValueTask<Ending> AnswerCompleteAsync(Workspace workspace)
    {
        while (true)
        {
            ParseOutcome outcome = workspace.Parser.Parse(workspace.Received);
            if (outcome == ParseOutcome.Refused)
            {
                return await RefuseAsync(workspace, workspace.Parser.Refusal);
            }

            if (outcome == ParseOutcome.Incomplete)
            {
                return await FlushAsync(workspace) ? Ending.Idle : Ending.Gone;
            }

            Answer answer = Respond(workspace);
            bool isSent = answer.File is null || await SendFileAsync(workspace, answer);
            workspace.Advance();
            if (!isSent || ((!answer.Stays || !workspace.HasRoomForAnswer) && !await FlushAsync(workspace)))
            {
                return Ending.Gone;
            }

            if (!answer.Stays)
            {
                return Ending.Farewell;
            }

            if (Answers % AnswersPerTurn == 0)
            {
                await Task.Yield();
            }
        }
    }

    private Answer Respond(Workspace workspace)
    {
        Answer answer;
        try
        {
            answer = _responder.Respond(workspace.Parser.View(workspace.Received), workspace.RoomForAnswer, mayStay: !_isStopping);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            answer = _responder.Refuse(HttpStatusCode.InternalServerError, workspace.RoomForAnswer); // The medium failed: what was written by then is written over.
        }

        workspace.Append(answer.Length);
        Answers++;
        return answer;
    }

    private async ValueTask<bool> SendFileAsync(Workspace workspace, Answer answer)
    {
        using (answer.File)
        {
            bool isSent = await _outlet.SendAsync(workspace.Pending, SendHints.MoreFollows);
            workspace.Sent();
            return isSent && await _outlet.SendAsync(answer.File!, answer.Part);
        }
    }

    private async ValueTask<Ending> RefuseAsync(Workspace workspace, HttpStatusCode status)
    {
        workspace.Append(_responder.Refuse(status, workspace.RoomForAnswer).Length);
        Answers++;
        return await FlushAsync(workspace) ? Ending.Farewell : Ending.Gone;
    }

    private async ValueTask<bool> FlushAsync(Workspace workspace)
    {
        bool isSent = await _outlet.SendAsync(workspace.Pending, SendHints.None);
        workspace.Sent();
        return isSent;
    }

    // A connection that is closed with bytes unread is reset, and a reset can overtake the last answer: RFC 9112 section 9.6. So the peer is told the end, and heard out for a while.
    private async ValueTask ListenToFarewellAsync(Workspace workspace)
    {
        _watchdog.Set(Deadlines.Farewell);
        bool goesOn = _socket.TryShutdown(SocketShutdown.Send).IsDone;
        for (int heard = 0; goesOn && heard < LongestFarewell;)
        {
            workspace.Clear();
            SocketResult received = _socket.TryReceive(workspace.MakeRoom());
            heard += received.Count;
            goesOn = received.IsDone || (received.WouldBlock && await IsReadableInTimeAsync());
        }
    }
}
