namespace EchoServer;

/// <summary>How long a server that wants to stop still serves.</summary>
internal static class DrainRules
{
    /// <summary>At most so long: there are peers that never read.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Peers that have sent nothing and owe us no reading for this long are done, as far as a server that wants to stop can know.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);
}
