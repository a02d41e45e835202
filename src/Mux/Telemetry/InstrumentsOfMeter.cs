using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Mux;

/// <summary>A set of instruments of the meter <c>Mux</c>: one for each factory, and one that the process shares where there is none.</summary>
/// <param name="create">Makes the set.</param>
internal sealed class InstrumentsOfMeter<T>(Func<Meter, T> create)
    where T : class
{
    private const string MeterName = "Mux";

    private readonly ConditionalWeakTable<IMeterFactory, T> _ofFactories = [];
    private readonly Lock _lock = new();
    private T? _shared; // Guarded by the lock.

    private static string? Version => typeof(T).Assembly.GetName().Version?.ToString(3);

    /// <summary>The set of a factory; the shared one for null.</summary>
    public T Of(IMeterFactory? factory)
    {
        if (factory is not null)
        {
            return _ofFactories.GetValue(factory, owner => create(owner.Create(new MeterOptions(MeterName) { Version = Version })));
        }

        lock (_lock)
        {
            return _shared ??= create(new Meter(MeterName, Version));
        }
    }
}
