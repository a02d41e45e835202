using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>Handlers may do what they like to any registration, their own and those of the same batch included.</summary>
public abstract class LoopHandlerTests : LoopSuite
{
    [Fact]
    public async Task A_handler_is_told_what_is_ready_on_the_loop()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        var told = new TaskCompletionSource<ReadyEvent>();
        EventRegistration left = running.Loop.Register(pair.Left, Interests.Readable, TriggerMode.OneShot, new CallingHandler(told.SetResult));

        pair.Right.Send([1]);

        Assert.Equal(new ReadyEvent(left, Readiness.Readable), await told.Task.InTime());
    }

    [Fact]
    public void A_handler_that_ends_its_own_registration_is_called_once()
    {
        using var mux = new ObservedMultiplexer(Create());
        using var running = new RunningLoop(mux);
        using var pair = ConnectedPair.OnLoopback();
        var handler = new CallingHandler(ready => ready.Registration.Dispose());

        running.Loop.Register(pair.Left, Interests.Writable, TriggerMode.Level, handler);

        BoundedTasks.Await(() => handler.Calls > 0, "The handler is not called.");
        running.Settle();
        mux.AwaitSleep();
        Assert.Equal(1, handler.Calls);
        Assert.Equal(0, running.Loop.RegistrationCount);
    }

    [Fact]
    public async Task A_handler_that_changes_its_interests_is_told_of_those()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        var told = new TaskCompletionSource<Readiness>();
        running.Loop.Register(pair.Left, Interests.Writable, TriggerMode.Level, new CallingHandler(ready =>
        {
            if (ready.CanRead)
            {
                ready.Registration.Dispose();
                told.SetResult(ready.Readiness);
                return;
            }

            ready.Registration.Modify(Interests.Readable);
            pair.Right.Send([1]);
        }));

        Assert.Equal(Readiness.Readable, await told.Task.InTime());
    }

    [Fact]
    public async Task A_handler_registers_further_handles()
    {
        using RunningLoop running = Start();
        using var first = ConnectedPair.OnLoopback();
        using var second = ConnectedPair.OnLoopback();
        var told = new TaskCompletionSource<ReadyEvent>();
        EventRegistration? added = null;
        running.Loop.Register(first.Left, Interests.Writable, TriggerMode.OneShot, new CallingHandler(_ =>
            added = running.Loop.Register(second.Left, Interests.Writable, TriggerMode.OneShot, new CallingHandler(told.SetResult))));

        ReadyEvent ready = await told.Task.InTime();

        Assert.Equal(new ReadyEvent(added!, Readiness.Writable), ready);
        Assert.Equal(2, running.Loop.RegistrationCount);
    }

    [Fact]
    public void Of_two_handlers_in_a_batch_that_end_each_other_one_is_called() =>
        AssertOnlyOneIsCalled((first, second) =>
        {
            first.Dispose();
            second.Dispose();
        });

    [Fact]
    public void Of_two_handlers_in_a_batch_that_pause_each_other_one_is_called() =>
        AssertOnlyOneIsCalled((first, second) =>
        {
            first.Modify(Interests.None);
            second.Modify(Interests.None);
        });

    [Fact]
    public void A_socket_that_an_earlier_handler_of_the_batch_has_closed_is_not_reported_nor_is_the_next_owner_of_its_number()
    {
        using RunningLoop running = Start();
        using var first = ConnectedPair.OnLoopback();
        using var second = ConnectedPair.OnLoopback();
        var next = new List<ConnectedPair>();
        var silent = new CallingHandler(_ => { });
        EventRegistration[] registrations = [];
        var handler = new CallingHandler(ready =>
        {
            (EventRegistration otherOne, Socket otherSocket) = ready.Registration == registrations[0] ? (registrations[1], second.Left) : (registrations[0], first.Left);
            ready.Registration.Dispose();
            otherOne.Dispose();
            otherSocket.Dispose();
            next.Add(ConnectedPair.OnLoopback());
            running.Loop.Register(next[0].Left, Interests.Readable, TriggerMode.Level, silent);
        });
        using (running.Hold())
        {
            registrations = [Register(running, first, handler), Register(running, second, handler)];
            MakeReadable(first, second);
        }

        BoundedTasks.Await(() => handler.Calls > 0, "No handler is called.");
        running.Settle();
        running.Settle();

        Assert.Equal((1, 0), (handler.Calls, silent.Calls));
        Assert.Equal(1, running.Loop.RegistrationCount);
        next[0].Dispose();
    }

    [Fact]
    public async Task A_registration_whose_state_is_no_handler_is_refused_loudly_and_once()
    {
        using var mux = new ObservedMultiplexer(Create());
        using var running = new RunningLoop(mux);
        using var pair = ConnectedPair.OnLoopback();
        var told = new TaskCompletionSource<EventLoopExceptionEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        running.Loop.UnhandledException += (_, details) => told.SetResult(details); // A second time would throw.

        EventRegistration stray = running.Loop.Multiplexer.Register(pair.Left, Interests.Writable, TriggerMode.Level, "no handler");

        EventLoopExceptionEventArgs details = await told.Task.InTime();
        Assert.IsType<InvalidOperationException>(details.Exception);
        Assert.Contains("no handler", details.Exception.Message, StringComparison.Ordinal);
        Assert.Equal((LoopCallbackKind.Handler, stray), (details.Kind, details.Registration));
        Assert.False(stray.IsRegistered);
        running.Settle();
        mux.AwaitSleep();
    }

    [Fact]
    public async Task A_registrations_state_is_the_callers_and_not_the_handler()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        var told = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        EventRegistration left = running.Loop.Register(pair.Left, Interests.Readable, TriggerMode.OneShot, new CallingHandler(ready => told.SetResult(ready.State)));
        object? first = left.State;

        left.State = "the caller's";
        pair.Right.Send([1]);

        Assert.Null(first);
        Assert.Equal("the caller's", await told.Task.InTime());
    }

    [Fact]
    public void A_handler_is_called_however_early_its_first_event_comes()
    {
        using RunningLoop running = Start();
        var refusals = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        running.Loop.UnhandledException += (_, details) => refusals.Enqueue(details.Exception);

        for (int round = 0; round < 200; round++)
        {
            using var pair = ConnectedPair.OnLoopback(); // Writable from the start: its event comes while this thread still registers it.
            var handler = new CallingHandler(ready => ready.Registration.Dispose());
            EventRegistration left = running.Loop.Register(pair.Left, Interests.Writable, TriggerMode.Level, handler);
            left.State = "something else";
            BoundedTasks.Await(() => handler.Calls == 1, "The handler is not called.");
        }

        Assert.Empty(refusals);
    }

    [Fact]
    public void A_handler_may_be_registered_with_the_multiplexer_directly()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        var handler = new CallingHandler(ready => ready.Registration.Dispose());

        running.Loop.Multiplexer.Register(pair.Left, Interests.Writable, TriggerMode.Level, handler);

        BoundedTasks.Await(() => handler.Calls == 1, "The handler is not called.");
        Assert.Equal(0, running.Loop.RegistrationCount);
    }

    [Fact]
    public void Registrations_are_counted_for_as_long_as_they_are_in_force()
    {
        using RunningLoop running = Start();
        using var first = ConnectedPair.OnLoopback();
        using var second = ConnectedPair.OnLoopback();
        using var third = ConnectedPair.OnLoopback();
        EventRegistration left = Register(running, first, new CallingHandler(_ => { }));
        AsyncHandle attached = running.Loop.Attach(second.Left);
        Register(running, third, new CallingHandler(_ => { }));
        Assert.Equal(3, running.Loop.RegistrationCount);

        left.Dispose();
        left.Dispose();
        Assert.Equal(2, running.Loop.RegistrationCount);
        attached.Dispose();
        Assert.Equal(1, running.Loop.RegistrationCount);
        running.Loop.Stop();
        running.Join();
        Assert.Equal(1, running.Loop.RegistrationCount); // The multiplexer is the caller's, and so are its registrations.
        running.Multiplexer.Dispose();
        Assert.Equal(0, running.Loop.RegistrationCount);
    }

    [Fact]
    public void A_registration_that_is_refused_is_not_counted()
    {
        using RunningLoop running = Start();
        using var pair = ConnectedPair.OnLoopback();
        Register(running, pair, new CallingHandler(_ => { }));

        Assert.Throws<InvalidOperationException>(() => Register(running, pair, new CallingHandler(_ => { })));
        Assert.Throws<InvalidOperationException>(() => running.Loop.Attach(pair.Left));
        Assert.Throws<ArgumentNullException>("handler", () => running.Loop.Register(pair.Left, Interests.Readable, TriggerMode.Level, null!));

        Assert.Equal(1, running.Loop.RegistrationCount);
    }

    private static EventRegistration Register(RunningLoop running, ConnectedPair pair, IReadyHandler handler) =>
        running.Loop.Register(pair.Left, Interests.Readable, TriggerMode.Level, handler);

    private static void MakeReadable(params ConnectedPair[] pairs)
    {
        foreach (ConnectedPair pair in pairs)
        {
            pair.Right.Send([1]);
            pair.Left.AwaitReadable();
        }
    }

    private void AssertOnlyOneIsCalled(Action<EventRegistration, EventRegistration> end)
    {
        using RunningLoop running = Start();
        using var first = ConnectedPair.OnLoopback();
        using var second = ConnectedPair.OnLoopback();
        EventRegistration[] registrations = [];
        var handler = new CallingHandler(_ => end(registrations[0], registrations[1]));
        using (running.Hold())
        {
            registrations = [Register(running, first, handler), Register(running, second, handler)];
            MakeReadable(first, second);
        }

        BoundedTasks.Await(() => handler.Calls > 0, "No handler is called.");
        running.Settle();
        running.SettleTimers(); // Another turn, with its own wait.

        Assert.Equal(1, handler.Calls);
    }
}
