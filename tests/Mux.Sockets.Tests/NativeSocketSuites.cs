namespace Mux.Sockets.Tests;

// The suites on this system's own multiplexer.

public sealed class NativeStreamEchoTests : StreamEchoTests
{
    protected override IEventMultiplexer Create() => EventMultiplexer.Create();
}
