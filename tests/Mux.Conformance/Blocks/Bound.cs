namespace Mux.Conformance;

/// <summary>How long a fact waits for what must come, and for what must not.</summary>
public static class Bound
{
    /// <summary>Passing takes no time; only a hang ever gets this far. Generous, because machines that run tests are busy; and more so on Wine, where all system calls go through one thread.</summary>
    public static readonly TimeSpan Hang = TimeSpan.FromSeconds(Wine.IsThis ? 60 : 20);

    /// <summary>How long silence is listened to. An event that should not be is on its way already, so it needs no long time to show.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(30);
}
