namespace Mux.Sockets.Tests;

/// <summary>Why facts about resets are skipped there.</summary>
internal static class Resets
{
    public const string AreLostOnWine = "Wine 8 takes the error of a reset itself, and a receive then tells of the end";
}
