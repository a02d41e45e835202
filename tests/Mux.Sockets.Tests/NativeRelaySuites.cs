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

public sealed class NativeRelayBeginTests : RelayBeginTests
{
    protected override IEventMultiplexer Create() => EventMultiplexer.Create();
}

public class NativeRelayEndTests : RelayEndTests
{
    public override Task A_reset_of_one_side_resets_the_other()
    {
        Assert.SkipWhen(Resets.LookLikeEnds, Resets.AreLostOnWine);
        return base.A_reset_of_one_side_resets_the_other();
    }

    public override Task A_reset_is_noticed_although_the_other_side_takes_nothing()
    {
        Assert.SkipWhen(Resets.LookLikeEnds, Resets.AreLostOnWine);
        return base.A_reset_is_noticed_although_the_other_side_takes_nothing();
    }

    protected override IEventMultiplexer Create() => EventMultiplexer.Create();
}

public sealed class NativeCopyingRelayEndTests : NativeRelayEndTests
{
    protected override bool Copies => true;
}
