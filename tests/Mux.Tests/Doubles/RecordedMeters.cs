using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Mux.Tests;

/// <summary>A meter factory whose meters only this object listens to, from <see cref="Listen"/> on: loops of other facts do not disturb.</summary>
internal sealed class RecordedMeters : IMeterFactory
{
    private readonly ConcurrentQueue<Measured> _recorded = new();
    private readonly MeterListener _listener = new();

    public RecordedMeters()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, this))
            {
                Instruments.Enqueue(instrument);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>(Record);
    }

    /// <summary>The meters that were asked for.</summary>
    public ConcurrentQueue<Meter> Meters { get; } = new();

    /// <summary>The instruments that are listened to.</summary>
    public ConcurrentQueue<Instrument> Instruments { get; } = new();

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        var meter = new Meter(options);
        Meters.Enqueue(meter);
        return meter;
    }

    /// <summary>Begins to listen.</summary>
    public RecordedMeters Listen()
    {
        _listener.Start();
        return this;
    }

    /// <summary>What was recorded so far of a histogram or a counter.</summary>
    public Measured[] Recorded(string instrument) => [.. _recorded.Where(measured => measured.Instrument == instrument)];

    /// <summary>What an instrument that is observed says now, for each loop.</summary>
    public Measured[] Observe(string instrument)
    {
        int before = Recorded(instrument).Length;
        _listener.RecordObservableInstruments();
        return Recorded(instrument)[before..];
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (Meter meter in Meters)
        {
            meter.Dispose();
        }
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state = null) =>
        _recorded.Enqueue(new Measured(instrument.Name, value, string.Join(", ", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));

    /// <summary>One measurement.</summary>
    internal sealed record Measured(string Instrument, double Value, string Tags);
}
