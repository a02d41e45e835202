namespace Mux.Conformance;

/// <summary>What is posted runs, once, in the order of each producer.</summary>
public abstract class LoopPostingTests : LoopSuite
{
    private const int Producers = 4;
    private const int Batches = 10; // Each within the bound of a hang.

    /// <summary>How many actions are posted in all.</summary>
    protected virtual int Posts => 10_000_000;

    [Fact]
    public void Ten_million_posts_of_four_threads_all_run_in_the_order_of_each()
    {
        int share = Posts / Producers / Batches;
        using RunningLoop running = Start();
        Producer[] producers = [.. Enumerable.Range(0, Producers).Select(_ => new Producer(running.Loop))];

        for (int batch = 0; batch < Batches; batch++)
        {
            Crowd.Of(Producers, member => producers[member].Post(share));
        }

        running.Settle();
        Assert.All(producers, producer => Assert.Equal((share * Batches, 0), (producer.Received, producer.Misplaced)));
    }

    [Fact]
    public void A_post_from_inside_runs_later_and_in_order()
    {
        using RunningLoop running = Start();
        var seen = new List<int>();

        running.Loop.Post(() =>
        {
            running.Loop.Post(() => seen.Add(2));
            running.Loop.Post(static list => list.Add(3), seen);
            seen.Add(1);
        });

        running.Settle();
        running.Settle();
        Assert.Equal([1, 2, 3], seen);
    }

    [Fact]
    public async Task Everything_that_one_thread_queues_keeps_its_order_whichever_way_it_is_queued()
    {
        using RunningLoop running = Start();
        EventLoop loop = running.Loop;
        var seen = new List<int>();

        using (running.Hold())
        {
            loop.Post(() => seen.Add(1));
            _ = loop.InvokeAsync(() => seen.Add(2));
            loop.SynchronizationContext.Post(_ => seen.Add(3), null);
            _ = Task.Factory.StartNew(() => seen.Add(4), CancellationToken.None, TaskCreationOptions.None, loop.TaskScheduler);
            loop.Post(static list => list.Add(5), seen);
        }

        int[] order = await loop.InvokeAsync(() => seen.ToArray()).InTime();
        Assert.Equal([1, 2, 3, 4, 5], order);
    }

    [Fact]
    public void What_is_posted_before_the_loop_runs_runs_once_it_does()
    {
        using IEventMultiplexer mux = Create();
        using var loop = new EventLoop(mux);
        var seen = new List<int>();
        loop.Post(() => seen.Add(1));
        loop.Post(() => seen.Add(2));
        loop.Post(loop.Stop);

        loop.Run(TestContext.Current.CancellationToken);

        Assert.Equal([1, 2], seen);
    }

    [Fact]
    public void A_state_may_be_null()
    {
        using RunningLoop running = Start();
        var seen = new List<string?>();

        running.Loop.Post<string?>(seen.Add, null);

        running.Settle();
        Assert.Equal([null], seen);
    }

    [Fact]
    public async Task A_posted_async_method_resumes_on_the_loop_and_its_exception_goes_to_the_handler()
    {
        using RunningLoop running = Start();
        var thrown = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        running.Loop.UnhandledException += (_, details) => thrown.TrySetResult(details.Exception);
        bool resumedOnLoop = false;
        var failure = new InvalidDataException("posted");

        running.Loop.Post(async () =>
        {
            await Task.Yield();
            resumedOnLoop = running.Loop.IsCurrentThread;
            throw failure;
        });

        Assert.Same(failure, await thrown.Task.InTime());
        Assert.True(resumedOnLoop);
    }

    [Fact]
    public async Task Every_shape_of_a_method_is_waited_for_and_gives_its_result()
    {
        using RunningLoop running = Start();
        EventLoop loop = running.Loop;

        await loop.InvokeAsync(static () => { }).InTime();
        Assert.Equal(1, await loop.InvokeAsync(static () => 1).InTime());
        await loop.InvokeAsync(static async () => await Task.Yield()).InTime();
        Assert.Equal(2, await loop.InvokeAsync(static async () =>
        {
            await Task.Yield();
            return 2;
        }).InTime());
        await loop.InvokeAsync(static () => Task.CompletedTask).InTime();
        Assert.Equal(3, await loop.InvokeAsync(static () => Task.FromResult(3)).InTime());
        await loop.InvokeAsync(ReturnValueTask).InTime();
        Assert.Equal(4, await loop.InvokeAsync(ReturnValue).InTime());
        await Assert.ThrowsAsync<InvalidDataException>(() => loop.InvokeAsync(static () => throw new InvalidDataException()).InTime());
        await Assert.ThrowsAsync<InvalidDataException>(() => loop.InvokeAsync(static async ValueTask () =>
        {
            await Task.Yield();
            throw new InvalidDataException();
        }).InTime());
        loop.Post(ReturnValueTask);
        running.Settle();

        static async ValueTask ReturnValueTask() => await Task.Yield();

        static async ValueTask<int> ReturnValue()
        {
            await Task.Yield();
            return 4;
        }
    }

    [Fact]
    public void What_is_tried_is_accepted_while_the_loop_is_open()
    {
        using RunningLoop running = Start();
        int runs = 0;

        Assert.True(running.Loop.TryPost(() => runs++));
        Assert.True(running.Loop.TryPost(static count => count[0]++, new int[1]));
        running.Settle();
        running.Loop.Stop();
        running.Join();

        Assert.False(running.Loop.TryPost(() => runs++));
        Assert.False(running.Loop.TryPost(static count => count[0]++, new int[1]));
        Assert.Equal(1, runs);
        Assert.Throws<ArgumentNullException>("action", () => running.Loop.TryPost(null!));
    }

    [Fact]
    public void No_action_is_refused()
    {
        using RunningLoop running = Start();

        Assert.Throws<ArgumentNullException>("action", () => running.Loop.Post((Action)null!));
        Assert.Throws<ArgumentNullException>("action", () => running.Loop.Post<string>(null!, "state"));
        Assert.Throws<ArgumentNullException>("d", () => running.Loop.SynchronizationContext.Post(null!, null));
    }

    // Posts increasing numbers, in messages that it uses again once they have arrived: a post costs nothing beside itself.
    private sealed class Producer
    {
        private const int Window = 1 << 14; // How far it runs ahead of the loop at most.

        private static readonly Action<Message> Arrive = static message => message.Sender.OnArrived(message.Number);

        private readonly EventLoop _loop;
        private readonly Message[] _messages;
        private int _posted;
        private int _received; // Written on the loop.

        public Producer(EventLoop loop)
        {
            _loop = loop;
            _messages = [.. Enumerable.Range(0, Window).Select(_ => new Message(this))];
        }

        public int Received => Volatile.Read(ref _received);

        /// <summary>How many came at another place than theirs.</summary>
        public int Misplaced { get; private set; }

        public int Post(int count)
        {
            for (int end = _posted + count; _posted < end; _posted++)
            {
                if (_posted - Received == Window)
                {
                    BoundedTasks.Await(() => _posted - Received < Window, "The loop runs nothing.");
                }

                Message message = _messages[_posted % Window];
                message.Number = _posted;
                _loop.Post(Arrive, message);
            }

            return _posted;
        }

        private void OnArrived(int number)
        {
            if (number != _received)
            {
                Misplaced++;
            }

            Volatile.Write(ref _received, _received + 1);
        }
    }

    private sealed class Message(Producer sender)
    {
        public Producer Sender { get; } = sender;

        public int Number { get; set; }
    }
}
