namespace Mux.Sockets.Tests;

// Relays on this system's own multiplexer: with splice where there is one, and with copies everywhere.

public sealed class NativeRelayTests : RelayTests
{
    protected override IEventMultiplexer Create() => EventMultiplexer.Create();
}

public sealed class NativeCopyingRelayTests : RelayTests
{
    protected override bool Copies => true;

    protected override IEventMultiplexer Create() => EventMultiplexer.Create();
}

public sealed class NativeRelayEndTests : RelayEndTests
{
    protected override IEventMultiplexer Create() => EventMultiplexer.Create();
}

public sealed class NativeCopyingRelayEndTests : RelayEndTests
{
    protected override bool Copies => true;

    protected override IEventMultiplexer Create() => EventMultiplexer.Create();
}
