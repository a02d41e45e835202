namespace Mux;

/// <summary>The one thread of the process that looks at the callbacks of all loops that ask for it: a loop that is blocked cannot speak for itself, and the thread pool may be what it waits for.</summary>
internal static class LoopWatchdog
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(1);

    private static readonly List<CallbackWatch> s_watches = []; // Its own lock.
    private static bool s_isRunning; // Under that lock.

    /// <summary>Begins to look at a loop's callbacks.</summary>
    public static void Add(CallbackWatch watch)
    {
        lock (s_watches)
        {
            s_watches.Add(watch);
            if (!s_isRunning)
            {
                s_isRunning = true;
                new Thread(Run) { IsBackground = true, Name = "mux-watchdog" }.UnsafeStart();
            }
            else
            {
                Monitor.Pulse(s_watches); // The interval may be shorter from here on.
            }
        }
    }

    /// <summary>Looks at them no longer. The thread ends with the last of them.</summary>
    public static void Remove(CallbackWatch watch)
    {
        lock (s_watches)
        {
            s_watches.Remove(watch);
            Monitor.Pulse(s_watches);
        }
    }

    private static void Run()
    {
        while (true)
        {
            CallbackWatch[] watches;
            lock (s_watches)
            {
                if (s_watches.Count > 0)
                {
                    Monitor.Wait(s_watches, Interval());
                }

                if (s_watches.Count == 0)
                {
                    s_isRunning = false;
                    return;
                }

                watches = [.. s_watches];
            }

            Array.ForEach(watches, static watch => watch.Look());
        }
    }

    // A callback is reported at most half a threshold after its threshold has passed. The bounds limit how often the thread looks.
    private static TimeSpan Interval()
    {
        TimeSpan interval = s_watches.Min(static watch => watch.Threshold) / 2;
        return interval < ShortestInterval ? ShortestInterval : interval > LongestInterval ? LongestInterval : interval;
    }
}
