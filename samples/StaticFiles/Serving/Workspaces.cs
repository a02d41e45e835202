using StaticFiles.Http;

namespace StaticFiles.Serving;

/// <summary>The workspaces of one loop: as many as there are busy connections, and a few for those to come. For the loop's thread.</summary>
/// <param name="limits">How long a head may be.</param>
/// <param name="longestAnswer">How much room an answer may need.</param>
internal sealed class Workspaces(HttpLimits limits, int longestAnswer)
{
    private const int MostKept = 64;

    private readonly Stack<Workspace> _kept = new(MostKept);

    /// <summary>Takes one.</summary>
    public Workspace Rent() => _kept.TryPop(out Workspace? kept) ? kept : new Workspace(limits, longestAnswer);

    /// <summary>Gives it back.</summary>
    public void Return(Workspace workspace)
    {
        if (_kept.Count < MostKept)
        {
            workspace.Clear();
            _kept.Push(workspace);
        }
    }
}
