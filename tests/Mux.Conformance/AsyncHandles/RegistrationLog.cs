using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Mux.Conformance;

/// <summary>A multiplexer that passes everything on, and writes down what is asked of its registrations. "Would block" is not written down: how often it is said is the waits' matter.</summary>
internal sealed class RegistrationLog(IEventMultiplexer inner) : IEventMultiplexer
{
    private readonly ConcurrentQueue<string> _calls = new();
    private readonly ReadyEvents _buffer = new(); // One thread waits here.

    /// <summary>Each call, in words.</summary>
    public IEnumerable<string> Calls => _calls;

    public string Name => inner.Name;

    public MultiplexerFeatures Features => inner.Features;

    public SafeHandle? Handle => inner.Handle;

    public EventRegistration Register(SafeHandle handle, Interests interests, TriggerMode trigger, object? state, RegistrationOptions options)
    {
        _calls.Enqueue($"Register {interests} by {trigger}");
        var outer = new Logged(this, handle, interests, trigger, state);
        outer.Inner = inner.Register(handle, interests, trigger, outer, options);
        return outer;
    }

    public int Wait(ReadyEvents events, TimeSpan timeout)
    {
        events.Clear();
        inner.Wait(_buffer, timeout);
        foreach (ReadyEvent ready in _buffer)
        {
            events.Add((EventRegistration)ready.State!, ready.Readiness);
        }

        if (_buffer.WasWoken)
        {
            events.MarkWoken();
        }

        return events.Count;
    }

    public void Wake() => inner.Wake();

    public void Dispose() => inner.Dispose();

    private sealed class Logged(RegistrationLog log, SafeHandle handle, Interests interests, TriggerMode trigger, object? state)
        : EventRegistration(handle, interests, trigger, state)
    {
        public EventRegistration? Inner { get; set; }

        public override void Modify(Interests interests, TriggerMode trigger)
        {
            log._calls.Enqueue($"Modify {interests} by {trigger}");
            Inner!.Modify(interests, trigger);
        }

        public override void Rearm()
        {
            log._calls.Enqueue("Rearm");
            Inner!.Rearm();
        }

        public override void Dispose()
        {
            if (TryEnd())
            {
                log._calls.Enqueue("Dispose");
                Inner!.Dispose();
            }
        }

        protected override void OnWouldBlock(Interests direction) => Inner!.NotifyWouldBlock(direction);
    }
}
