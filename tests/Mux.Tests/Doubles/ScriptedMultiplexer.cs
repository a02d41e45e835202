using System.Runtime.InteropServices;

namespace Mux.Tests;

/// <summary>A multiplexer whose waits do what a fact has written down, one after the other: a loop on it makes exactly those turns.</summary>
internal sealed class ScriptedMultiplexer : IEventMultiplexer
{
    private readonly Queue<Action<ReadyEvents>> _waits = new();

    public string Name => "scripted";

    public MultiplexerFeatures Features => default;

    public SafeHandle? Handle => null;

    /// <summary>How often it was woken.</summary>
    public int Wakes { get; private set; }

    /// <summary>What the next wait does, beside those that were written down before. It may add events, or throw.</summary>
    public ScriptedMultiplexer Then(Action<ReadyEvents> wait)
    {
        _waits.Enqueue(wait);
        return this;
    }

    public EventRegistration Register(
        SafeHandle handle, Interests interests, TriggerMode trigger = TriggerMode.Level, object? state = null, RegistrationOptions options = RegistrationOptions.None) =>
        new StubRegistration(handle, interests, trigger, state);

    public int Wait(ReadyEvents events, TimeSpan timeout)
    {
        events.Clear();
        if (!_waits.TryDequeue(out Action<ReadyEvents>? wait))
        {
            throw new InvalidOperationException("The script is over, and the loop waits once more.");
        }

        wait(events);
        return events.Count;
    }

    public void Wake() => Wakes++;

    public void Dispose()
    {
    }
}
