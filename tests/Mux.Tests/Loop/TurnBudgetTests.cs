namespace Mux.Tests;

/// <summary>How many operations of a handle that is always ready complete at once, before the next one goes through the loop's queue.</summary>
public sealed class TurnBudgetTests : IDisposable
{
    private const int PerEvent = 32;
    private const int OfWorkPerTurn = 128;
    private const int PiecesPerTurn = 8;

    private readonly RunningLoop _running = new(NativeMultiplexer.Create());
    private readonly ConnectedPair _pair = ConnectedPair.OnLoopback();
    private readonly AsyncHandle _handle;

    public TurnBudgetTests() => _handle = _running.Loop.Attach(_pair.Left);

    public void Dispose()
    {
        _handle.Dispose();
        _running.Dispose();
        _pair.Dispose();
    }

    [Fact]
    public async Task Posted_work_has_a_share_of_its_own_in_each_turn()
    {
        for (int turn = 0; turn < 3; turn++)
        {
            Assert.Equal(OfWorkPerTurn, await _running.Loop.InvokeAsync(CompleteAtOnceAsync, TestContext.Current.CancellationToken).InTime());
            _running.Settle();
        }
    }

    [Fact]
    public async Task A_timer_has_it_as_well()
    {
        for (int turn = 0; turn < 3; turn++)
        {
            var counted = new TaskCompletionSource<Task<int>>();
            using LoopTimer timer = _running.Loop.Schedule(TimeSpan.FromMilliseconds(1), () => counted.SetResult(CompleteAtOnceAsync()));
            Assert.Equal(OfWorkPerTurn, await await counted.Task.InTime());
        }
    }

    [Fact]
    public async Task Each_event_has_a_share_of_its_own()
    {
        using var first = ConnectedPair.OnLoopback();
        using var second = ConnectedPair.OnLoopback();
        var counted = new List<Task<int>>();
        using (_running.Hold())
        {
            foreach (ConnectedPair pair in new[] { first, second })
            {
                _running.Loop.Register(pair.Left, Interests.Writable, TriggerMode.OneShot, new CallingHandler(_ => counted.Add(CompleteAtOnceAsync(counted.Count))));
            }
        }

        BoundedTasks.Await(() => counted.Count == 2, "The events do not come.");
        int[] counts = await Task.WhenAll(counted).InTime();
        Assert.Equal([PerEvent, PerEvent], counts);
    }

    [Fact]
    public async Task Each_turn_has_a_share_of_the_pieces_of_large_transfers()
    {
        var atOnce = new List<int>();
        for (int turn = 0; turn < 3; turn++)
        {
            atOnce.Add(await _running.Loop.InvokeAsync(MoveInPiecesAsync, TestContext.Current.CancellationToken).InTime());
            _running.Settle();
        }

        Assert.InRange(atOnce[0], 2, PiecesPerTurn + 1);
        Assert.All(atOnce, pieces => Assert.Equal(atOnce[0], pieces));
    }

    // Returns how many pieces moved before the loop had a turn.
    private async Task<int> MoveInPiecesAsync()
    {
        var pieces = new Pieces();
        Task<int> moving = _handle.PerformAsync(Interests.Writable, pieces, static (ref Pieces state, out int moved) =>
        {
            moved = ++state.Moved;
            return moved < 5 * PiecesPerTurn ? AttemptOutcome.Unfinished : AttemptOutcome.Done;
        }).AsTask();
        int atOnce = pieces.Moved;
        await moving;
        return atOnce;
    }

    private sealed class Pieces
    {
        public int Moved { get; set; }
    }

    private Task<int> CompleteAtOnceAsync() => CompleteAtOnceAsync(0);

    // The operation beyond the share is awaited, so that none is left behind. Each caller has a direction of its own.
    private async Task<int> CompleteAtOnceAsync(int caller)
    {
        Interests direction = caller == 0 ? Interests.Writable : Interests.Readable;
        for (int completed = 0; ; completed++)
        {
            Task<int> operation = BeginOne(direction);
            if (!operation.IsCompleted)
            {
                await operation;
                return completed;
            }
        }
    }

    private Task<int> BeginOne(Interests direction) => _handle.PerformAsync(direction, 0, static (int _, out int result) =>
    {
        result = 1;
        return true;
    }).AsTask();
}
