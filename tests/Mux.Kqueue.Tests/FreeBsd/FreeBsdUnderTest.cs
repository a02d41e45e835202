using Mux.Kqueue.Tests.Faults;

namespace Mux.Kqueue.Tests.FreeBsd;

/// <summary>The multiplexer over a kernel with FreeBSD's ways, which nothing else runs here.</summary>
internal static class FreeBsdUnderTest
{
    public static KqueueMultiplexer Create()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the simulated kernel stands on Linux");

        return new KqueueMultiplexer(new FreeBsdKernel());
    }
}
