using System.Runtime.InteropServices;
using Mux;

namespace EchoServer.Tests;

/// <summary>A multiplexer that reports what it is told to, and writes down what it is asked.</summary>
internal sealed class ScriptedMultiplexer : IEventMultiplexer
{
    private readonly List<EventRegistration> _ready = [];

    public string Name => "scripted";

    public MultiplexerFeatures Features => MultiplexerFeatures.None;

    public SafeHandle? Handle => null;

    /// <summary>All registrations, in the order in which they were made.</summary>
    public List<ScriptedRegistration> Registrations { get; } = [];

    public EventRegistration Register(SafeHandle handle, Interests interests, TriggerMode trigger, object? state, RegistrationOptions options)
    {
        var registration = new ScriptedRegistration(handle, interests, trigger, state);
        Registrations.Add(registration);
        return registration;
    }

    /// <summary>Makes the next wait report a registration as ready for all it asks for.</summary>
    public void Report(EventRegistration registration) => _ready.Add(registration);

    public int Wait(ReadyEvents events, TimeSpan timeout)
    {
        events.Clear();
        foreach (EventRegistration registration in _ready)
        {
            events.Add(registration, (Readiness)registration.Interests);
        }

        _ready.Clear();
        return events.Count;
    }

    public void Wake()
    {
    }

    public void Dispose()
    {
    }
}

/// <summary>A registration that writes down what it is asked.</summary>
internal sealed class ScriptedRegistration(SafeHandle handle, Interests interests, TriggerMode trigger, object? state)
    : EventRegistration(handle, interests, trigger, state)
{
    /// <summary>Each call, in words.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>What the next call throws, if anything.</summary>
    public Exception? Failure { get; set; }

    public override void Modify(Interests interests, TriggerMode trigger)
    {
        Note($"Modify {interests}");
        Interests = interests;
    }

    public override void Rearm() => Note("Rearm");

    public override void Dispose()
    {
        if (TryEnd())
        {
            Calls.Add("Dispose");
        }
    }

    protected override void OnWouldBlock(Interests direction) => Calls.Add($"WouldBlock {direction}");

    private void Note(string call)
    {
        Calls.Add(call);
        if (Failure is { } failure)
        {
            Failure = null;
            throw failure;
        }
    }
}
