using System.Collections.Concurrent;

namespace Mux.Iocp.Tests.Simulated.Schedules;

/// <summary>Several threads change everything while others wait, and the kernel cancels late on a thread of its own. The simulation watches over the rules of memory.</summary>
public abstract class ThreadedScheduleTests(bool writesLate) : SimulatedFacts(writesLate)
{
    private const int Waiters = 2;
    private const int Changers = 3;
    private const int ChangesOfEach = 5_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Changes_by_several_threads_during_waits_break_no_rule_and_lose_nothing(bool cancelsLate)
    {
        using var simulation = new Simulation();
        using var stop = new ManualResetEventSlim();
        var seen = new ConcurrentDictionary<EventRegistration, bool>();
        simulation.Driver.CancelsLate = cancelsLate;
        var crowd = new WaitingCrowd(simulation.Mux, Waiters, ready =>
        {
            seen[ready.Registration] = true;
            UseUp(ready);
        });
        var kernel = Background.Run(() =>
        {
            while (!stop.Wait(0))
            {
                simulation.Driver.FinishCancelled();
                Thread.Yield(); // Nothing here is a system call, and see Wine.
            }
        });

        SimulatedSocket[] left = new SimulatedSocket[Changers];
        Background[] changers = [.. Enumerable.Range(0, Changers).Select(index => Background.Run(() => left[index] = Change(simulation, new Random(index))))];
        Array.ForEach(changers, changer => changer.Join());
        EventRegistration[] last = [.. left.Select(socket => simulation.Mux.Register(socket.Handle, Interests.Readable, TriggerMode.OneShot, socket))];
        Array.ForEach(left, socket => socket.Arrive());

        bool allSeen = SpinWait.SpinUntil(() => last.All(seen.ContainsKey), Bound.Hang);
        stop.Set();
        kernel.Join();
        simulation.Driver.CancelsLate = false;
        simulation.Driver.FinishCancelled();
        crowd.EndWith(simulation.Mux);
        Assert.True(allSeen, "Something arrived that was not reported.");
    }

    private static SimulatedSocket Change(Simulation simulation, Random random)
    {
        SimulatedSocket socket = simulation.Driver.Open();
        EventRegistration? registration = null;
        for (int i = 0; i < ChangesOfEach; i++)
        {
            switch (random.Next(8))
            {
                case 0 or 1:
                    registration ??= simulation.Mux.Register(socket.Handle, (Interests)random.Next(4), (TriggerMode)random.Next(3), socket);
                    break;
                case 2:
                    registration?.Modify((Interests)random.Next(4), (TriggerMode)random.Next(3));
                    break;
                case 3:
                    registration?.Dispose();
                    registration = null;
                    break;
                case 4:
                    socket.Arrive();
                    break;
                case 5:
                    socket.MakeRoom();
                    break;
                case 6:
                    socket.Drain();
                    break;
                default:
                    EventRegistration? abandoned = registration;
                    registration = null;
                    socket.Close();
                    socket = simulation.Driver.Open(number: IsFree(socket.Number) && random.Next(2) > 0 ? socket.Number : null);
                    abandoned?.Dispose();
                    break;
            }
        }

        registration?.Dispose();
        socket.Drain();
        return socket;

        // Not yet, where a waiter submits a poll at this moment: its lease puts the close off until the call's end.
        bool IsFree(nint number) => simulation.Driver.Find(number) is null;
    }

    // What a handler does: reads and writes until both would block, and says so.
    private static void UseUp(ReadyEvent ready)
    {
        var socket = (SimulatedSocket)ready.State!;
        socket.Drain();
        socket.Fill();
        try
        {
            ready.Registration.NotifyWouldBlock(Interests.Readable | Interests.Writable);
            if (ready.Registration.TriggerMode == TriggerMode.OneShot)
            {
                ready.Registration.Rearm();
            }
        }
        catch (Exception end) when (end is ObjectDisposedException or InvalidOperationException)
        {
            // Its owner has ended it, or changed its mode, in between.
        }
    }
}

public sealed class ThreadedScheduleTestsOfEarlyAnswers() : ThreadedScheduleTests(writesLate: false);

public sealed class ThreadedScheduleTestsOfLateAnswers() : ThreadedScheduleTests(writesLate: true);
