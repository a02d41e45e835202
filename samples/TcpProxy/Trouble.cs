namespace TcpProxy;

/// <summary>Says what is wrong once, and not again until it was well in between: a thousand clients of a target that is down are one line. For any thread.</summary>
/// <param name="errors">Where it says so.</param>
internal sealed class Trouble(TextWriter errors)
{
    private readonly Lock _lock = new();
    private string? _reported; // Guarded by the lock.

    /// <summary>Says it, unless it was said last.</summary>
    public void Report(string message)
    {
        lock (_lock)
        {
            if (_reported != message)
            {
                _reported = message;
                errors.WriteLine(message);
            }
        }
    }

    /// <summary>All is well: the next trouble is news.</summary>
    public void End()
    {
        lock (_lock)
        {
            _reported = null;
        }
    }
}
