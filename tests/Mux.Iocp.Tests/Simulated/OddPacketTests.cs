using Mux.Iocp.Interop;

namespace Mux.Iocp.Tests.Simulated;

/// <summary>Packets that come twice, out of order, or out of nowhere: the block decides what a packet means.</summary>
public abstract class OddPacketTests(bool writesLate) : SimulatedFacts(writesLate)
{
    [Fact]
    public void A_packet_that_comes_twice_is_one_event()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable);
        socket.Arrive();
        simulation.Port.Duplicate(0);

        simulation.AssertReports(registration, Readiness.Readable);

        socket.Drain();
        Assert.Empty(simulation.Collect());
        Assert.Single(simulation.Driver.Outstanding);
    }

    [Fact]
    public void The_copy_of_a_packet_is_no_answer_to_the_next_poll()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable);
        socket.Arrive();
        simulation.Port.Duplicate(0);
        Assert.Equal([new ReadyEvent(registration, Readiness.Readable)], simulation.Mux.Collect(TimeSpan.Zero, capacity: 1));
        socket.Drain();

        Assert.Empty(simulation.Mux.Collect(TimeSpan.Zero, capacity: 1)); // Polls again, and then meets the copy.

        Assert.Single(simulation.Driver.Outstanding);
        socket.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);
    }

    [Fact]
    public void The_copy_of_a_packet_whose_block_was_freed_means_nothing()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable);
        socket.Arrive();
        simulation.Port.Duplicate(0);
        registration.Dispose();
        Assert.Empty(simulation.Mux.Collect(TimeSpan.Zero, capacity: 1));

        Assert.Empty(simulation.Collect());

        Assert.Equal(0, simulation.Mux.Blocks);
    }

    [Fact]
    public void Packets_out_of_nowhere_mean_nothing()
    {
        using var simulation = new Simulation();
        (SimulatedSocket socket, EventRegistration registration) = simulation.Watch(Interests.Readable);
        nint block = simulation.Driver.PollOf(socket).Block.Address;

        simulation.Port.Forge(new CompletionPacket { Key = PacketKeys.Poll, Overlapped = 0x1234 });
        simulation.Port.Forge(new CompletionPacket { Key = PacketKeys.Poll, Overlapped = block }); // Not answered.
        simulation.Port.Forge(new CompletionPacket { Key = 77, Overlapped = block });
        simulation.Port.Forge(new CompletionPacket { Key = PacketKeys.Wake }); // Nobody asked for a wake.

        Assert.Empty(simulation.Collect());
        Assert.Equal(1, simulation.Polls);
        socket.Arrive();
        simulation.AssertReports(registration, Readiness.Readable);
    }

    [Fact]
    public void Packets_in_another_order_than_their_answers_each_reach_their_owner()
    {
        using var simulation = new Simulation();
        (SimulatedSocket Socket, EventRegistration Registration)[] watched = [.. Enumerable.Range(0, 4).Select(_ => simulation.Watch(Interests.Readable))];
        simulation.Port.HoldsBack = true;
        Array.ForEach(watched, each => each.Socket.Arrive());

        foreach (int index in new[] { 2, 2, 0, 0 })
        {
            simulation.Port.LetGo(index);
        }

        Assert.Equal(
            [watched[2].Registration, watched[3].Registration, watched[0].Registration, watched[1].Registration],
            simulation.Collect().Select(ready => ready.Registration));
    }
}

public sealed class OddPacketTestsOfEarlyAnswers() : OddPacketTests(writesLate: false);

public sealed class OddPacketTestsOfLateAnswers() : OddPacketTests(writesLate: true);
