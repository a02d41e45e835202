namespace Mux.Sockets.Tests;

public sealed class NativeDatagramAwaitTests : DatagramAwaitTests
{
    protected override IEventMultiplexer Create() => EventMultiplexer.Create();
}
