using System.ComponentModel.DataAnnotations;

namespace Mux;

/// <summary>How an event loop works. Read once, when it is made.</summary>
public sealed class EventLoopOptions
{
    /// <summary>The loop's name: of its thread, in its log and in the tags of its metrics. Null, the default, makes one up: <c>mux-1</c>, <c>mux-2</c> and so on.</summary>
    [StringLength(int.MaxValue, MinimumLength = 1, ErrorMessage = "{0} is empty. Leave it out to have a name made up.")]
    public string? Name { get; set; }

    /// <summary>
    /// The backend: see <see cref="EventMultiplexerOptions.Backend"/>. Without effect on a loop that is given its multiplexer.
    /// </summary>
    [StringLength(int.MaxValue, MinimumLength = 1, ErrorMessage = "{0} is empty. Leave it out, or set it to 'auto', to have the first backend that is available.")]
    public string? Backend { get; set; }

    /// <summary>
    /// How many events one wait collects at most, from 1 to 65,536; 256 by default. More of them mean fewer system calls under load, fewer let posted work and timers have their turn sooner.
    /// </summary>
    [Range(1, 65_536)]
    public int EventsPerWait { get; set; } = ReadyEvents.DefaultCapacity;

    /// <summary>
    /// How many posted actions, and as many timers, run between two waits at most, from 1 to 1,048,576; 1,024 by default. What is left runs after a look at the handles that does not wait; and so does what posted
    /// actions post in turn, beyond the first few.
    /// </summary>
    [Range(1, 1_048_576)]
    public int WorkPerIteration { get; set; } = 1024;

    /// <summary>
    /// How long the loop polls, after it had something to do, before it sleeps in the kernel: from zero, the default, to 100 ms. Costs a processor for that time and saves the wake-up, some
    /// microseconds, when something comes meanwhile.
    /// </summary>
    [TimeSpanRange("00:00:00", "00:00:00.100")]
    public TimeSpan SpinBeforeBlocking { get; set; }

    /// <summary>
    /// How long a callback may take before a warning is logged: from zero, the default, which measures nothing, to a day. A callback that takes longer is named by its method, once while it still runs and again when it has
    /// returned. It takes one thread of the process, whatever the number of loops, and two looks at the clock per callback.
    /// </summary>
    [TimeSpanRange("00:00:00", "1.00:00:00")]
    public TimeSpan SlowCallbackThreshold { get; set; }

    /// <summary>
    /// The logical processor that the loop's thread is bound to, from 0 up; null, the default, leaves the choice to the system. On Linux and Windows (its first 64 processors); elsewhere starting the loop
    /// throws <see cref="PlatformNotSupportedException"/>. Only for loops that start a thread of their own. On Linux, processes that a callback starts inherit the binding, and so do threads in ahead-of-time compiled programs.
    /// </summary>
    [Range(0, 8191)]
    public int? Processor { get; set; }

    /// <summary>How long a loop that was told to stop goes on with what was posted before: from zero to a day; 5 seconds by default.</summary>
    [TimeSpanRange("00:00:00", "1.00:00:00")]
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether <see cref="SynchronizationContext.Current"/> is the loop's inside its callbacks, so that every await that begins on the loop resumes on it. True by default. When it is false, only awaits of the loop's own
    /// operations resume on the loop; all others resume on the thread pool, as in code that knows of no loop. For transports that run code of others inside their callbacks.
    /// </summary>
    public bool UseSynchronizationContext { get; set; } = true;

    internal EventLoopOptions Copy() => (EventLoopOptions)MemberwiseClone();
}
