using System.Runtime.InteropServices;

namespace Mux.Conformance;

/// <summary>Counts a multiplexer's wakes, tells when somebody sleeps in it, and can hold up or fail the end of a wait.</summary>
public sealed class ObservedMultiplexer(IEventMultiplexer inner) : IEventMultiplexer
{
    private readonly ManualResetEventSlim _asleep = new();
    private int _wakes;
    private Action? _afterWait;

    public string Name => inner.Name;

    public MultiplexerFeatures Features => inner.Features;

    public SafeHandle? Handle => inner.Handle;

    public int Wakes => Volatile.Read(ref _wakes);

    public bool IsDisposed { get; private set; }

    /// <summary>Waits until a wait has begun, or is about to, that nothing but an event or a wake ends.</summary>
    public void AwaitSleep() => Assert.True(_asleep.Wait(Bound.Hang), "The loop does not go to sleep.");

    /// <summary>Has the end of the wait that is in progress, and of all later ones, call this on the waiting thread.</summary>
    public void AfterWait(Action? action) => Volatile.Write(ref _afterWait, action);

    public EventRegistration Register(
        SafeHandle handle,
        Interests interests,
        TriggerMode trigger = TriggerMode.Level,
        object? state = null,
        RegistrationOptions options = RegistrationOptions.None) => inner.Register(handle, interests, trigger, state, options);

    public int Wait(ReadyEvents events, TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan || timeout > Bound.Hang)
        {
            _asleep.Set();
        }

        try
        {
            return inner.Wait(events, timeout);
        }
        finally
        {
            _asleep.Reset();
            Volatile.Read(ref _afterWait)?.Invoke();
        }
    }

    public void Wake()
    {
        Interlocked.Increment(ref _wakes);
        inner.Wake();
    }

    public void Dispose()
    {
        IsDisposed = true;
        inner.Dispose();
    }
}
