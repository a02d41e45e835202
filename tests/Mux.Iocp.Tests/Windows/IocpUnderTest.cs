using System.Runtime.InteropServices;

namespace Mux.Iocp.Tests;

/// <summary>The multiplexer that the suites get: once disposed of, it answers for the memory that it gave to the kernel.</summary>
internal sealed class IocpUnderTest : IEventMultiplexer
{
    private readonly IocpMultiplexer _multiplexer = new();

    public string Name => _multiplexer.Name;

    public MultiplexerFeatures Features => _multiplexer.Features;

    public SafeHandle? Handle => null;

    /// <summary>How many blocks the kernel may still write to.</summary>
    public int Blocks => _multiplexer.Blocks;

    public EventRegistration Register(
        SafeHandle handle,
        Interests interests,
        TriggerMode trigger = TriggerMode.Level,
        object? state = null,
        RegistrationOptions options = RegistrationOptions.None) => _multiplexer.Register(handle, interests, trigger, state, options);

    public int Wait(ReadyEvents events, TimeSpan timeout) => _multiplexer.Wait(events, timeout);

    public void Wake() => _multiplexer.Wake();

    public void Dispose()
    {
        _multiplexer.Dispose();

        // Of several threads that dispose at once, one drains the port while the others return: for them the count may lag behind.
        Assert.True(SpinWait.SpinUntil(() => _multiplexer.Blocks == 0, Bound.Hang), $"{_multiplexer.Blocks} blocks did not come back from the kernel.");
    }
}
