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
    public void The_levels_of_a_loop_that_has_ended_are_observed_no_more_and_its_counts_are()
    {
        using RecordedMeters meters = new RecordedMeters().Listen();
        var services = new EventLoopServices { MeterFactory = meters };
        var script = new ScriptedMultiplexer();
        var ended = new EventLoop(script, new EventLoopOptions { Name = "ended" }, services);
        using var left = new EventLoop(new ScriptedMultiplexer(), new EventLoopOptions { Name = "left" }, services);
        int before = meters.Observe("mux.loop.timers").Length;
        ended.Post(static () => { });
        script.Then(_ => { }).Then(_ => ended.Stop());

        ended.Run(TestContext.Current.CancellationToken);

        Assert.Equal(2, before);
        Assert.Equal("mux.backend=scripted, mux.loop.name=left", Assert.Single(meters.Observe("mux.loop.timers")).Tags);
        Assert.Contains(new RecordedMeters.Measured("mux.loop.work", 1, "mux.backend=scripted, mux.loop.name=ended"), meters.Observe("mux.loop.work"));
    }

    [Fact]
    public void Loops_without_a_name_are_counted_together()
    {
        using RecordedMeters meters = new RecordedMeters().Listen();
        var services = new EventLoopServices { MeterFactory = meters };
        for (int i = 0; i < 3; i++)
        {
            var script = new ScriptedMultiplexer();
            var loop = new EventLoop(script, null, services);
            loop.Post(static () => { });
            script.Then(_ => { }).Then(_ => loop.Stop());
            loop.Run(TestContext.Current.CancellationToken);
        }

        Assert.Equal(new RecordedMeters.Measured("mux.loop.work", 3, "mux.backend=scripted, mux.loop.name=mux"), Assert.Single(meters.Observe("mux.loop.work")));
    }

    [Fact]
    public void A_count_never_goes_down()
    {
        using RecordedMeters meters = new RecordedMeters().Listen();
        var multiplexer = new ScriptedMultiplexer();
        using var loop = new EventLoop(multiplexer, new EventLoopOptions { Name = "one" }, new EventLoopServices { MeterFactory = meters });
        var counts = new LoopCounters { Work = 10, LocalPosts = 2 };
        Assert.Equal(8, counts.CoalescedWakes);
        counts.CountWake(); // Of a post whose run is yet to come.
        Assert.Equal(7, counts.CoalescedWakes);
        var totals = new LoopTotals([]);
        totals.Add(new LoopTelemetry(LoopInstruments.Of(meters), counts, new TimerQueue(), "one", "scripted"));
        long first = totals.Read(LoopCounter.CoalescedWakes);
        counts.CountWake();

        Assert.Equal(first, totals.Read(LoopCounter.CoalescedWakes));
    }

    [Theory]
    [InlineData("mux.loop.wait.duration")]
    [InlineData("mux.loop.dispatch.duration")]
    [InlineData("mux.loop.work.lag")]
    public void Durations_advise_buckets_from_a_microsecond_to_ten_seconds(string name)
    {
        using RecordedMeters meters = new RecordedMeters().Listen();
        LoopInstruments instruments = LoopInstruments.Of(meters);
        Histogram<double> histogram = new[] { instruments.WaitDuration, instruments.DispatchDuration, instruments.WorkLag }.Single(one => one.Name == name);

        double[] buckets = [.. histogram.Advice!.HistogramBucketBoundaries!];

        Assert.Equal(1e-6, buckets[0], 9);
        Assert.Equal(10, buckets[^1], 9);
        Assert.Equal(22, buckets.Length);
        Assert.Equal(buckets.Order(), buckets);
    }
}
