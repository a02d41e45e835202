using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Mux.Tests;

/// <summary>A multiplexer of nothing: its waits end when they are woken, when their time is over and when it is disposed of. A loop on it rests.</summary>
internal sealed class RestingMultiplexer(string name) : IEventMultiplexer
{
    private readonly Lock _lock = new();
    private readonly AutoResetEvent _woken = new(false); // Left to its finalizer: it may be woken while it is disposed of.

    public string Name => name;

    public MultiplexerFeatures Features => default;

    public SafeHandle? Handle => null;

    /// <summary>How often it was disposed of.</summary>
    public int Disposals { get; private set; }

    public EventRegistration Register(
        SafeHandle handle, Interests interests, TriggerMode trigger = TriggerMode.Level, object? state = null, RegistrationOptions options = RegistrationOptions.None) =>
        new StubRegistration(handle, interests, trigger, state);

    public int Wait(ReadyEvents events, TimeSpan timeout)
    {
        events.Clear();
        _woken.WaitOne(timeout);
        ObjectDisposedException.ThrowIf(Disposals > 0, this);
        return 0;
    }

    public void Wake() => _woken.Set();

    public void Dispose()
    {
        lock (_lock)
        {
            Disposals++;
        }

        _woken.Set();
    }

    /// <summary>A backend as another package would bring it, which keeps the multiplexers that it was asked for.</summary>
    internal sealed class Backend(string name) : IEventMultiplexerBackend
    {
        public List<RestingMultiplexer> Created { get; } = [];

        public string Name => name;

        public bool IsSupported([NotNullWhen(false)] out string? reason)
        {
            reason = null;
            return true;
        }

        public IEventMultiplexer Create()
        {
            var multiplexer = new RestingMultiplexer(name);
            Created.Add(multiplexer);
            return multiplexer;
        }
    }
}
