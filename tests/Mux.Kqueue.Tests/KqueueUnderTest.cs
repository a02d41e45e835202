using Mux.Kqueue.Tests.Simulation;

namespace Mux.Kqueue.Tests;

/// <summary>The multiplexer that the suites get: over the system's own kqueue where there is one, over the simulated kernel on Linux. Elsewhere the simulation skips the fact.</summary>
internal static class KqueueUnderTest
{
    public static bool IsSimulated => !OperatingSystem.IsMacOS() && !OperatingSystem.IsFreeBSD();

    public static KqueueMultiplexer Create() =>
        OperatingSystem.IsMacOS() || OperatingSystem.IsFreeBSD() ? new KqueueMultiplexer() : new KqueueMultiplexer(new SimulatedKernel());
}
