namespace EchoServer;

/// <summary>What an acceptor does when the system refuses it something: it says so once, and tries again later. For one thread.</summary>
/// <param name="errors">Where it says so.</param>
internal sealed class AcceptTrouble(TextWriter errors)
{
    /// <summary>How long to leave it when descriptors have run out: some other part of the process or of the system may free one, which no event tells.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    private bool _reported;

    /// <summary>Says it, unless it has since the trouble began: a server that is out of descriptors must not fill the log as well.</summary>
    public void Report(string message)
    {
        if (!_reported)
        {
            _reported = true;
            errors.WriteLine(message);
        }
    }

    /// <summary>The backlog is empty: the trouble, if there was any, is over.</summary>
    public void End() => _reported = false;
}
