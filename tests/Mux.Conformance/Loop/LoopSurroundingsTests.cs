using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Mux.Conformance;

/// <summary>Loggers, listeners of the meter, clocks and handlers of exceptions are callers' code: whatever they throw, the loop goes on, what it accepted completes, and its end is reached.</summary>
public abstract class LoopSurroundingsTests : LoopSuite
{
    public static TheoryData<bool, bool, bool, bool> Combinations
    {
        get
        {
            var all = new TheoryData<bool, bool, bool, bool>();
            for (int bits = 0; bits < 16; bits++)
            {
                all.Add((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task Whatever_throws_the_loop_runs_and_ends(bool logThrows, bool listenerThrows, bool handlerThrows, bool clockThrows)
    {
        using var meters = new ThrowingMeters(listenerThrows);
        using var log = new ThrowingLog(logThrows);
        var clock = new ThrowingClock();
        var services = new EventLoopServices { LoggerFactory = log, MeterFactory = meters, TimeProvider = clock };
        using RunningLoop running = Start(new EventLoopOptions { SlowCallbackThreshold = TimeSpan.FromTicks(1) }, services);
        EventLoop loop = running.Loop;
        int told = 0;
        if (handlerThrows)
        {
            loop.UnhandledException += static (_, _) => throw new InvalidOperationException("handler");
        }

        loop.UnhandledException += (_, _) => Interlocked.Increment(ref told);
        using var pair = ConnectedPair.OnLoopback();
        using AsyncHandle left = loop.Attach(pair.Left);
        Task<Readiness> waiting = left.ReadableAsync().AsTask();
        Task delayed = loop.DelayAsync(TimeSpan.FromHours(1)).AsTask();
        clock.Throws = clockThrows;

        for (int i = 0; i < 3; i++)
        {
            loop.Post(static () => throw new InvalidOperationException("posted"));
            Assert.Equal(i, await loop.InvokeAsync(() => i).InTime());
            await Assert.ThrowsAsync<InvalidDataException>(() => loop.InvokeAsync(static () => throw new InvalidDataException("invoked")).InTime());
        }

        pair.Right.Send([1]);
        Assert.True((await waiting.InTime()).HasFlag(Readiness.Readable));
        Assert.True(Volatile.Read(ref told) >= 3, "The second handler was not told.");
        Task<Readiness> last = left.WritableAsync().AsTask();
        loop.Stop();
        running.Join();

        Assert.True(loop.Completion.IsCompletedSuccessfully);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => delayed.InTime());
        await last.InTime().ContinueWith(static _ => { }, TaskScheduler.Default); // Ended, by its event or with the loop.
    }

    [Fact]
    public async Task A_clock_that_throws_for_a_while_delays_timers_and_loses_none()
    {
        var clock = new ThrowingClock();
        using RunningLoop running = Start(null, new EventLoopServices { TimeProvider = clock });
        running.Loop.UnhandledException += static (_, _) => { };
        Task delayed = running.Loop.DelayAsync(TimeSpan.FromMilliseconds(5)).AsTask();
        clock.Throws = true;
        running.Settle();

        clock.Throws = false;

        await delayed.InTime();
    }

    [Fact]
    public void A_callback_of_the_stopping_token_that_throws_does_not_keep_the_loop_from_ending()
    {
        using RunningLoop running = Start();
        int cancelled = 0;
        running.Loop.Stopping.Register(static () => throw new InvalidOperationException("callback"));
        running.Loop.Stopping.Register(() => Interlocked.Increment(ref cancelled));
        Assert.False(running.Loop.Stopping.IsCancellationRequested);

        running.Loop.Stop();

        running.Join();
        Assert.Equal(1, cancelled);
        Assert.True(running.Loop.Stopping.IsCancellationRequested);
    }

    private sealed class ThrowingLog(bool throws) : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (throws)
            {
                throw new InvalidOperationException("log");
            }
        }

        public void Dispose()
        {
        }
    }

    private sealed class ThrowingMeters : IMeterFactory
    {
        private readonly List<Meter> _meters = [];
        private readonly MeterListener _listener = new();

        public ThrowingMeters(bool throws)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (_meters.Contains(instrument.Meter))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<double>((_, _, _, _) => Throw(throws));
            _listener.SetMeasurementEventCallback<int>((_, _, _, _) => Throw(throws));
            _listener.SetMeasurementEventCallback<long>((_, _, _, _) => Throw(throws));
            _listener.Start();
        }

        public Meter Create(MeterOptions options)
        {
            var meter = new Meter(options);
            _meters.Add(meter);
            return meter;
        }

        public void Dispose()
        {
            _listener.Dispose();
            _meters.ForEach(static meter => meter.Dispose());
        }

        private static void Throw(bool throws)
        {
            if (throws)
            {
                throw new InvalidOperationException("listener");
            }
        }
    }

    private sealed class ThrowingClock : TimeProvider
    {
        private bool _throws;

        public bool Throws
        {
            get => Volatile.Read(ref _throws);
            set => Volatile.Write(ref _throws, value);
        }

        public override long GetTimestamp() => Throws ? throw new InvalidOperationException("clock") : System.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new ThrowingTimer(this, System.CreateTimer(callback, state, dueTime, period));

        private sealed class ThrowingTimer(ThrowingClock clock, ITimer inner) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => clock.Throws ? throw new InvalidOperationException("timer") : inner.Change(dueTime, period);

            public void Dispose()
            {
                inner.Dispose();
                if (clock.Throws)
                {
                    throw new InvalidOperationException("timer");
                }
            }

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
