using Mux.Kqueue.Interop;

namespace Mux.Kqueue.Tests.Simulation;

/// <summary>EVFILT_USER: ready from a trigger until it is cleared.</summary>
internal sealed class UserEvent : Watched
{
    public const uint Trigger = 0x01000000; // NOTE_TRIGGER

    private bool _isTriggered;

    public override Evaluation Evaluate(short filter) => new(_isTriggered);

    public override void Touch(in KEvent change) => _isTriggered |= (change.FilterFlags & Trigger) != 0;

    public override void Clear() => _isTriggered = false;
}
