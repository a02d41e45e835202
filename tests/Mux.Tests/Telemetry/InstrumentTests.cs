using System.Diagnostics.Metrics;

namespace Mux.Tests;

/// <summary>The meter: which instruments there are, and whose they are. docs/observability.md has the same table.</summary>
public sealed class InstrumentTests
{
    [Fact]
    public void Names_units_and_kinds_of_the_instruments_are_stable()
    {
        using RecordedMeters meters = new RecordedMeters().Listen();
        using var loop = new EventLoop(new ScriptedMultiplexer(), services: new EventLoopServices { MeterFactory = meters });

        (string, string?, string)[] instruments = [.. meters.Instruments.Select(instrument => (instrument.Name, instrument.Unit, instrument.GetType().Name.Split('`')[0])).Order()];

        Assert.Equal(
            [
                ("mux.loop.dispatch.duration", "s", "Histogram"),
                ("mux.loop.events", "{event}", "ObservableCounter"),
                ("mux.loop.events.stale", "{event}", "ObservableCounter"),
                ("mux.loop.exceptions", "{exception}", "ObservableCounter"),
                ("mux.loop.failures", "{loop}", "Counter"),
                ("mux.loop.iterations", "{iteration}", "ObservableCounter"),
                ("mux.loop.registrations", "{registration}", "ObservableUpDownCounter"),
                ("mux.loop.timers", "{timer}", "ObservableUpDownCounter"),
                ("mux.loop.wait.duration", "s", "Histogram"),
                ("mux.loop.wait.events", "{event}", "Histogram"),
                ("mux.loop.waits.saturated", "{wait}", "ObservableCounter"),
                ("mux.loop.wakes", "{wake}", "ObservableCounter"),
                ("mux.loop.wakes.coalesced", "{wake}", "ObservableCounter"),
                ("mux.loop.work", "{action}", "ObservableCounter"),
                ("mux.loop.work.lag", "s", "Histogram"),
            ],
            instruments);
        Assert.All(meters.Instruments, instrument => Assert.EndsWith(".", instrument.Description, StringComparison.Ordinal));
    }

    [Fact]
    public void The_meter_has_a_name_and_the_version_of_the_package()
    {
        using RecordedMeters meters = new RecordedMeters().Listen();
        using var loop = new EventLoop(new ScriptedMultiplexer(), services: new EventLoopServices { MeterFactory = meters });

        Meter meter = Assert.Single(meters.Meters);

        Assert.Equal("Mux", meter.Name);
        Assert.Equal(typeof(EventLoop).Assembly.GetName().Version!.ToString(3), meter.Version);
    }

    [Fact]
    public void Two_loops_of_one_factory_share_its_meter_and_are_told_apart_by_tags()
    {
        using RecordedMeters meters = new RecordedMeters().Listen();
        var services = new EventLoopServices { MeterFactory = meters };
        using var one = new EventLoop(new ScriptedMultiplexer(), new EventLoopOptions { Name = "one" }, services);
        using var other = new EventLoop(new ScriptedMultiplexer(), new EventLoopOptions { Name = "other" }, services);

        RecordedMeters.Measured[] observed = meters.Observe("mux.loop.registrations");

        Assert.Single(meters.Meters);
        Assert.Equal(
            [
                new RecordedMeters.Measured("mux.loop.registrations", 0, "mux.backend=scripted, mux.loop.name=one"),
                new RecordedMeters.Measured("mux.loop.registrations", 0, "mux.backend=scripted, mux.loop.name=other"),
            ],
            observed);
    }

    [Fact]
    public void Loops_of_two_factories_do_not_see_each_other()
    {
        using RecordedMeters mine = new RecordedMeters().Listen();
        using RecordedMeters others = new RecordedMeters().Listen();
        using var one = new EventLoop(new ScriptedMultiplexer(), new EventLoopOptions { Name = "one" }, new EventLoopServices { MeterFactory = mine });
        using var other = new EventLoop(new ScriptedMultiplexer(), new EventLoopOptions { Name = "other" }, new EventLoopServices { MeterFactory = others });

        Assert.Equal("mux.backend=scripted, mux.loop.name=one", Assert.Single(mine.Observe("mux.loop.work")).Tags);
        Assert.Equal("mux.backend=scripted, mux.loop.name=other", Assert.Single(others.Observe("mux.loop.work")).Tags);
    }

    [Fact]
    public void A_loop_that_has_ended_is_observed_no_more()
    {
        using RecordedMeters meters = new RecordedMeters().Listen();
        var services = new EventLoopServices { MeterFactory = meters };
        var ended = new EventLoop(new ScriptedMultiplexer(), new EventLoopOptions { Name = "ended" }, services);
        using var left = new EventLoop(new ScriptedMultiplexer(), new EventLoopOptions { Name = "left" }, services);
        int before = meters.Observe("mux.loop.timers").Length;

        ended.Dispose();

        Assert.Equal(2, before);
        Assert.Equal("mux.backend=scripted, mux.loop.name=left", Assert.Single(meters.Observe("mux.loop.timers")).Tags);
    }
}
