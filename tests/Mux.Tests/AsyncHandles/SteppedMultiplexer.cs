using System.Runtime.InteropServices;

namespace Mux.Tests;

/// <summary>
/// A multiplexer over a model of one stream, whose every step the fact decides: what happens between the kernel's collecting of an event and the loop's hearing of it, and before and after.
/// </summary>
/// <param name="nextStep">Runs inside a wait, on the loop's thread, until it says that the wait is over.</param>
/// <param name="kernelEdge">Whether an arrival makes an edge by itself, or only after "would block" was said.</param>
internal sealed class SteppedMultiplexer(Func<bool> nextStep, bool kernelEdge) : IEventMultiplexer
{
    private SteppedRegistration? _registration;
    private bool _edge;       // With edges of the kernel's: data came since the last event.
    private bool _armed = true; // Without: data will be reported.
    private bool _collected;  // An event is in the buffer of the wait.

    public string Name => "stepped";

    public MultiplexerFeatures Features => kernelEdge ? MultiplexerFeatures.KernelEdge : MultiplexerFeatures.None;

    public SafeHandle? Handle => null;

    /// <summary>How many bytes lie there.</summary>
    public int Available { get; private set; }

    /// <summary>How many bytes have come so far.</summary>
    public int Arrived { get; private set; }

    /// <summary>Whether an event is on its way, or will be as soon as the loop looks.</summary>
    public bool HasNews => _collected || (kernelEdge ? _edge : _armed && Available > 0);

    public void Arrive()
    {
        Available++;
        Arrived++;
        _edge = true;
    }

    /// <summary>A read of one byte or of everything: 0 would block.</summary>
    public int Read(bool all)
    {
        int read = all ? Available : Math.Min(Available, 1);
        Available -= read;
        return read;
    }

    /// <summary>The kernel puts into the buffer what it has to tell.</summary>
    public void Collect()
    {
        if (HasNews && !_collected && _registration is { IsRegistered: true })
        {
            _collected = true;
            _edge = false;
            _armed = false;
        }
    }

    public EventRegistration Register(SafeHandle handle, Interests interests, TriggerMode trigger, object? state, RegistrationOptions options) =>
        _registration = new SteppedRegistration(this, handle, interests, trigger, state);

    public int Wait(ReadyEvents events, TimeSpan timeout)
    {
        events.Clear();
        while (nextStep())
        {
        }

        if (_collected)
        {
            _collected = false;
            events.Add(_registration!, Readiness.Readable);
        }

        return events.Count;
    }

    public void Wake()
    {
        // Every wait here ends of its own accord.
    }

    public void Dispose()
    {
    }

    private sealed class SteppedRegistration(SteppedMultiplexer multiplexer, SafeHandle handle, Interests interests, TriggerMode trigger, object? state)
        : EventRegistration(handle, interests, trigger, state)
    {
        public override void Modify(Interests interests, TriggerMode trigger)
        {
            Assert.Equal((Interests.Readable, TriggerMode.Edge), (interests, trigger));
            multiplexer._edge |= multiplexer.Available > 0;
            multiplexer._armed = true;
        }

        public override void Rearm() => throw new InvalidOperationException("An attached handle is never rearmed.");

        public override void Dispose() => TryEnd();

        protected override void OnWouldBlock(Interests direction) => multiplexer._armed = true;
    }
}
