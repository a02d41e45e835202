using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mux.Tests;

/// <summary>A registration of no multiplexer: it does what the base class does, and remembers what it was told.</summary>
internal sealed class StubRegistration(SafeHandle handle, Interests interests, TriggerMode trigger = TriggerMode.Level, object? state = null)
    : EventRegistration(handle, interests, trigger, state)
{
    public StubRegistration(Interests interests)
        : this(new SafeFileHandle(), interests)
    {
    }

    public List<Interests> WouldBlocks { get; } = [];

    public bool TryEndAgain() => TryEnd();

    public override void Modify(Interests interests, TriggerMode trigger)
    {
        Interests = interests;
        TriggerMode = trigger;
    }

    public override void Rearm()
    {
    }

    public override void Dispose() => TryEnd();

    protected override void OnWouldBlock(Interests direction) => WouldBlocks.Add(direction);
}
