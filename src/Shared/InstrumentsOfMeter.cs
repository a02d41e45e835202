using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Mux;

/// <summary>A set of instruments of the meter <c>Mux</c>: one for each factory, and one that the process shares where there is none.</summary>
/// <param name="create">Makes the set.</param>
// Both collections could make a T by a default constructor, and so the trimmer is to be told that one is kept. None is ever made so.
internal sealed class InstrumentsOfMeter<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(Func<Meter, T> create)
    where T : class
{
    private const string MeterName = "Mux";

    private readonly Lazy<T> _shared = new(() => create(new Meter(MeterName, Version)), LazyThreadSafetyMode.PublicationOnly); // A listener that throws is not remembered.
    private readonly ConditionalWeakTable<IMeterFactory, T> _ofFactories = [];

    private static string? Version => typeof(T).Assembly.GetName().Version?.ToString(3);

    /// <summary>The set of a factory; the shared one for null.</summary>
    public T Of(IMeterFactory? factory) => factory is null
        ? _shared.Value
        : _ofFactories.GetValue(factory, owner => create(owner.Create(new MeterOptions(MeterName) { Version = Version })));
}
