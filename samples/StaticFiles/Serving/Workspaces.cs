using Mux;
using StaticFiles.Http;

namespace StaticFiles.Serving;

/// <summary>The workspaces of one loop: as many as there are busy connections, and a few for those to come. For the loop's thread.</summary>
/// <remarks>What comes back on another thread comes from a connection that has outlived the loop, and nobody needs it any more.</remarks>
/// <param name="loop">The loop.</param>
/// <param name="limits">How long a head may be.</param>
/// <param name="longestAnswer">How much room an answer may need.</param>
internal sealed class Workspaces(EventLoop loop, HttpLimits limits, int longestAnswer)
{
    private const int MostKept = 64;

    private readonly Stack<Workspace> _kept = new(MostKept);
    private readonly Stack<byte[]> _outputs = new(MostKept);

    /// <summary>How much room an answer may need.</summary>
    public int LongestAnswer => longestAnswer;

    /// <summary>Takes one.</summary>
    public Workspace Rent() => _kept.TryPop(out Workspace? kept) ? kept : new Workspace(limits, this);

    /// <summary>Gives it back.</summary>
    public void Return(Workspace workspace)
    {
        workspace.Clear();
        if (loop.IsCurrentThread && _kept.Count < MostKept)
        {
            _kept.Push(workspace);
        }
    }

    /// <summary>Takes room for answers: for two of the longest, so that short ones to pipelined requests are sent together.</summary>
    public byte[] RentOutput() => _outputs.TryPop(out byte[]? kept) ? kept : new byte[2 * longestAnswer];

    /// <summary>Gives it back.</summary>
    public void ReturnOutput(byte[] output)
    {
        if (loop.IsCurrentThread && _outputs.Count < MostKept)
        {
            _outputs.Push(output);
        }
    }
}
