namespace Mux;

/// <summary>
/// Lets calls use a resource while it is open, and lets whoever closes it wait until the last of them has left. Closing a descriptor or a port
/// under a call that uses it would hand its number to somebody else in the middle of that call.
/// </summary>
/// <param name="signalAgain">The time after which a signal is repeated for those who have not left.</param>
internal sealed class UsageGate(TimeSpan signalAgain)
{
    private const int ClosingBit = int.MinValue;

    private readonly object _emptied = new(); // Pulsed when the last call leaves a gate that is closing.
    private int _state; // The number of calls inside, plus ClosingBit once Close was called.

    /// <summary>A gate that repeats its signal every 100 milliseconds.</summary>
    public UsageGate()
        : this(TimeSpan.FromMilliseconds(100))
    {
    }

    /// <summary>Whether closing has begun. Calls inside should leave.</summary>
    public bool IsClosing => Volatile.Read(ref _state) < 0;

    /// <summary>Enters, unless closing has begun. Each success is paired with one <see cref="Exit"/>.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _state) >= 0)
        {
            return true;
        }

        Exit(); // Counted for a moment without using anything: at worst the closer is told twice that the gate is empty.
        return false;
    }

    /// <summary>Enters for the length of a block: <c>using UsageGate.Pass pass = gate.Enter(this);</c>.</summary>
    /// <exception cref="ObjectDisposedException">Closing has begun.</exception>
    public Pass Enter(object user)
    {
        ObjectDisposedException.ThrowIf(!TryEnter(), user);
        return new Pass(this);
    }

    /// <summary>Leaves.</summary>
    public void Exit()
    {
        if (Interlocked.Decrement(ref _state) == ClosingBit)
        {
            lock (_emptied)
            {
                Monitor.PulseAll(_emptied);
            }
        }
    }

    /// <summary>
    /// Keeps further calls out, signals those inside to leave, and waits until the last one has left. The signal is repeated now and then: the system may have refused it, or have given
    /// it to a call that was leaving anyway.
    /// </summary>
    /// <returns>True for the one caller that began it, who goes on to release the resource; the others have waited like it.</returns>
    public bool Close(Action signal)
    {
        bool isFirst = Interlocked.Or(ref _state, ClosingBit) >= 0;
        lock (_emptied)
        {
            while (Volatile.Read(ref _state) != ClosingBit)
            {
                if (isFirst)
                {
                    signal(); // Only the first: once the others get here, the resource may be released.
                }

                Monitor.Wait(_emptied, signalAgain);
            }
        }

        return isFirst;
    }

    /// <summary>The right to be inside. Disposing of it leaves.</summary>
    public readonly ref struct Pass(UsageGate gate)
    {
        /// <summary>Leaves.</summary>
        public void Dispose() => gate.Exit();
    }
}
