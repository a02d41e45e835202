namespace Mux.Kqueue.Tests;

public sealed class KqueueDatagramAwaitTests : DatagramAwaitTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}
