using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Mux;

/// <summary>What a loop uses of its surroundings. A container fills it in by itself.</summary>
public sealed class EventLoopServices
{
    /// <summary>Where the loop logs to, in the category <c>Mux.EventLoop</c>; null, the default, for nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>Makes the meter <c>Mux</c>; null, the default, for the one that all loops of the process share.</summary>
    public IMeterFactory? MeterFactory { get; init; }

    /// <summary>
    /// The clock of the loop's timers; <see cref="TimeProvider.System"/> by default. With another one, such as a test's, the loop sleeps until that provider's own timer says that something is due.
    /// </summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
