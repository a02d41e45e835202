namespace TcpProxy;

/// <summary>Says what is wrong once, and not again until it was well for a while in between: a thousand clients of a target that is down are one line, and so are clients that are refused and served in turn. For any thread.</summary>
/// <param name="errors">Where it says so.</param>
/// <param name="time">The clock.</param>
internal sealed class Trouble(TextWriter errors, TimeProvider time)
{
    /// <summary>How long a trouble must not have come back when something goes well, to be over.</summary>
    public static readonly TimeSpan Calm = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _lasting = []; // What was said, and when it last was the case. Guarded by the lock. The system has few reasons.

    /// <summary>Says it, unless it was said since the trouble began.</summary>
    public void Report(string message)
    {
        lock (_lock)
        {
            if (!_lasting.ContainsKey(message))
            {
                errors.WriteLine(message);
            }

            _lasting[message] = time.GetTimestamp();
        }
    }

    /// <summary>Something went well: what has not been the case for a while is news when it comes again.</summary>
    public void Ease()
    {
        lock (_lock)
        {
            foreach ((string message, long last) in _lasting)
            {
                if (time.GetElapsedTime(last) >= Calm)
                {
                    _lasting.Remove(message); // Which leaves the enumeration valid.
                }
            }
        }
    }
}
