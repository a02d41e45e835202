namespace EchoServer.Tests;

/// <summary>The ways to run the server that every promise is checked under.</summary>
internal static class Modes
{
    /// <summary>The command lines, each as one string.</summary>
    public static TheoryData<string> All =>
    [
        "--trigger level", "--trigger edge", "--trigger oneshot --threads 4",
        "--mode loop --threads 1", "--mode loop --threads 2",
    ];
}
