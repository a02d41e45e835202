using System.Net;
using Mux;
using StaticFiles.Http;
using StaticFiles.Site;

namespace StaticFiles.Serving;

/// <summary>Answers what has come in on one connection, in order. For the loop's thread.</summary>
/// <param name="responder">What has the answers.</param>
/// <param name="outlet">Where they go.</param>
internal sealed class Answering(Responder responder, Outlet outlet)
{
    // After so many answers the loop's other connections have their turn, however many requests this one has sent ahead.
    private const int AnswersPerTurn = 64;

    /// <summary>How many requests were answered.</summary>
    public long Count { get; private set; }

    /// <summary>Whether the next answer says that it is the last one.</summary>
    public bool IsEnding { get; set; }

    /// <summary>Answers the requests that have come in whole.</summary>
    /// <returns><see cref="Ending.Idle"/> when there is none any more; part of one may be there.</returns>
    /// <exception cref="OperationCanceledException">The peer reads too slowly.</exception>
    public async ValueTask<Ending> AnswerCompleteAsync(Workspace workspace)
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

            if (Count % AnswersPerTurn == 0)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>Answers what is no request, or none that came in time. Nothing can follow.</summary>
    /// <exception cref="OperationCanceledException">The peer reads too slowly.</exception>
    public async ValueTask<Ending> RefuseAsync(Workspace workspace, HttpStatusCode status)
    {
        workspace.Append(Refuse(workspace, status).Length);
        Count++;
        return await FlushAsync(workspace) ? Ending.Farewell : Ending.Gone;
    }

    private Answer Respond(Workspace workspace)
    {
        Answer answer;
        try
        {
            answer = responder.Respond(workspace.Parser.View(workspace.Received), workspace.RoomForAnswer, mayStay: !IsEnding);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            answer = Refuse(workspace, HttpStatusCode.InternalServerError); // The medium failed: what was written by then is written over.
        }

        workspace.Append(answer.Length);
        Count++;
        return answer;
    }

    private Answer Refuse(Workspace workspace, HttpStatusCode status) => responder.Refuse(status, workspace.RoomForAnswer, withBody: !workspace.BeginsWithHead);

    private async ValueTask<bool> SendFileAsync(Workspace workspace, Answer answer)
    {
        using (answer.File)
        {
            bool isSent = await outlet.SendAsync(workspace.Pending, SendHints.MoreFollows);
            workspace.Sent();
            return isSent && await outlet.SendAsync(answer.File!, answer.Part);
        }
    }

    private async ValueTask<bool> FlushAsync(Workspace workspace)
    {
        bool isSent = await outlet.SendAsync(workspace.Pending, SendHints.None);
        workspace.Sent();
        return isSent;
    }
}
