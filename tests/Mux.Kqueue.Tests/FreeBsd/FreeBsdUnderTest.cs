using Mux.Kqueue.Tests.Faults;

namespace Mux.Kqueue.Tests.FreeBsd;

/// <summary>The multiplexer over a kernel with FreeBSD's ways, which nothing else runs here.</summary>
internal static class FreeBsdUnderTest
{
    public static KqueueMultiplexer Create() => new(new FreeBsdKernel());
}
