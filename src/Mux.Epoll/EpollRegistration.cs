using System.Runtime.InteropServices;

namespace Mux.Epoll;

/// <summary>One descriptor in one interest list.</summary>
internal sealed class EpollRegistration(
    EpollMultiplexer multiplexer, SafeHandle handle, Interests interests, TriggerMode trigger, object? state, RegistrationOptions options)
    : DescriptorRegistration(handle, interests, trigger, state, options)
{
    public bool IsExclusive => (Options & RegistrationOptions.Exclusive) != 0;

    /// <summary>What the kernel should be asked for at present.</summary>
    public uint WantedEvents => EpollTranslation.ToEvents(IsArmed ? Interests : Interests.None, TriggerMode, Options);

    protected override MultiplexerFeatures Features => multiplexer.Features;

    public override void Dispose() => multiplexer.Unregister(this);

    /// <summary>Turns the kernel's report into readiness, or into None when this waiter has nothing to deliver.</summary>
    public Readiness Receive(uint events)
    {
        Readiness readiness = EpollTranslation.ToReadiness(events, Interests);

        // None: paused, or modified since the kernel took notice; what still holds is reported anew.
        if (readiness == Readiness.None || !TryClaim())
        {
            return Readiness.None;
        }

        return EpollTranslation.IsErrorWithoutHangUp(events) && IsPipe() ? readiness | Readiness.WriteClosed : readiness;
    }

    protected override void Change(Interests? interests, TriggerMode? trigger) => multiplexer.Change(this, interests, trigger);

    protected override bool AskIsPipe() => multiplexer.IsPipe(Handle);
}
