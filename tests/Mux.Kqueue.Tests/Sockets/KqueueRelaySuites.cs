namespace Mux.Kqueue.Tests.Sockets;

// Relays watched by a kqueue, the simulated one on Linux, where the bytes then go through pipes; and with copies, as on systems that have kqueue.

public sealed class KqueueRelayTests : RelayTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueCopyingRelayTests : RelayTests
{
    protected override bool Copies => true;

    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueRelayBeginTests : RelayBeginTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueRelayEndTests : RelayEndTests
{
    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}

public sealed class KqueueCopyingRelayEndTests : RelayEndTests
{
    protected override bool Copies => true;

    protected override IEventMultiplexer Create() => KqueueUnderTest.Create();
}
