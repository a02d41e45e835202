using System.Runtime.InteropServices;

namespace Mux.Sockets.Tests;

/// <summary>A multiplexer that watches nothing, and writes down which directions its registrations are told would block.</summary>
internal sealed class WouldBlockLog : IEventMultiplexer
{
    /// <summary>The directions, in order.</summary>
    public List<Interests> Directions { get; } = [];

    public string Name => "none";

    public MultiplexerFeatures Features => MultiplexerFeatures.None;

    public SafeHandle? Handle => null;

    public EventRegistration Register(SafeHandle handle, Interests interests, TriggerMode trigger, object? state, RegistrationOptions options) => new Logged(Directions, handle, interests, trigger, state);

    public int Wait(ReadyEvents events, TimeSpan timeout) => throw new NotSupportedException("Nothing is watched here.");

    public void Wake()
    {
        // Nobody waits.
    }

    public void Dispose()
    {
        // It holds nothing.
    }

    private sealed class Logged(List<Interests> directions, SafeHandle handle, Interests interests, TriggerMode trigger, object? state) : EventRegistration(handle, interests, trigger, state)
    {
        public override void Modify(Interests interests, TriggerMode trigger) => throw new NotSupportedException("Nothing is watched here.");

        public override void Rearm() => throw new NotSupportedException("Nothing is watched here.");

        public override void Dispose() => TryEnd();

        protected override void OnWouldBlock(Interests direction) => directions.Add(direction);
    }
}
