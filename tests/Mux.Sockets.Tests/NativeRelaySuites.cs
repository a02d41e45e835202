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
    private const string ResetsLoseBytes = "whether Windows still gives what it had received, once a reset has come, is not known; Wine 8 hides the reset";

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

    public override Task What_was_received_before_a_reset_is_delivered_and_then_the_reset(int bytes)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), ResetsLoseBytes);
        return base.What_was_received_before_a_reset_is_delivered_and_then_the_reset(bytes);
    }

    public override Task What_a_peer_sends_at_once_before_it_resets_is_delivered(int bytes)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), ResetsLoseBytes);
        return base.What_a_peer_sends_at_once_before_it_resets_is_delivered(bytes);
    }

    public override Task A_reset_after_an_end_that_was_handed_on_is_handed_on_as_well()
    {
        Assert.SkipWhen(Resets.LookLikeEnds, Resets.AreLostOnWine);
        return base.A_reset_after_an_end_that_was_handed_on_is_handed_on_as_well();
    }

    protected override IEventMultiplexer Create() => EventMultiplexer.Create();
}

public sealed class NativeCopyingRelayEndTests : NativeRelayEndTests
{
    protected override bool Copies => true;
}
