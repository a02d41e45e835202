using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>Rule 6 under load: registrations come, change and go a hundred thousand times during waits, and nothing is lost.</summary>
public abstract class RegistrationStormTests : ConformanceSuite
{
    private const byte Last = 0xFF;

    /// <summary>How many changes are made. A system whose calls are slow takes fewer.</summary>
    protected virtual int Changes => 100_000;

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void A_socket_registered_anew_during_waits_loses_no_byte(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration current = mux.Register(pair.Left, Interests.Readable, trigger);
        var reader = new MarkedReader(pair.Left, Last);
        Background waiter = Background.Run(() => WaitUntilEnded(mux, [reader]));

        int sent = 0;
        for (int i = 0; i < Changes; i++)
        {
            current.Dispose();
            current = mux.Register(pair.Left, Interests.Readable, trigger);
            sent += pair.Right.Send([1], SocketFlags.None, out _);
        }

        SendLast(pair.Right);
        waiter.Join();
        Assert.Equal(sent + 1, reader.Received);
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void A_socket_whose_interests_change_during_waits_loses_no_byte(TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, trigger);
        var reader = new MarkedReader(pair.Left, Last);
        Background waiter = Background.Run(() => WaitUntilEnded(mux, [reader]));

        int sent = 0;
        for (int i = 0; i < Changes; i++)
        {
            left.Modify((i % 3) switch { 0 => Interests.None, 1 => Interests.Writable, _ => Interests.Readable });
            sent += pair.Right.Send([1], SocketFlags.None, out _);
        }

        left.Modify(Interests.Readable);
        SendLast(pair.Right);
        waiter.Join();
        Assert.Equal(sent + 1, reader.Received);
    }

    [Fact]
    public virtual void Rearming_never_undoes_what_another_thread_modifies()
    {
        using IEventMultiplexer mux = Create();
        using var pair = ConnectedPair.OnLoopback();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable, TriggerMode.OneShot);
        var together = new Barrier(2); // Once a round: a thread that rearmed without a pause could keep the other from the lock for long.
        Background rearming = Background.Run(() =>
        {
            for (int i = 0; i < Changes; i++)
            {
                together.SignalAndWait();
                left.Rearm();
                together.SignalAndWait();
            }
        });

        for (int i = 0; i < Changes; i++)
        {
            Interests asked = (i % 2) == 0 ? Interests.None : Interests.Readable;
            together.SignalAndWait();
            left.Modify(asked);
            together.SignalAndWait();
            Assert.Equal(asked, left.Interests);
        }

        rearming.Join();
        Assert.Equal(Interests.Readable, left.Interests);
        pair.Right.Send([1]);
        Assert.Equal(new ReadyEvent(left, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public virtual void Threads_that_register_change_and_unregister_their_own_sockets_during_waits_lose_nothing()
    {
        const int Threads = 4;
        using IEventMultiplexer mux = Create();
        ConnectedPair[] pairs = [.. Enumerable.Range(0, Threads).Select(_ => ConnectedPair.OnLoopback())];
        MarkedReader[] readers = [.. pairs.Select(pair => new MarkedReader(pair.Left, Last))];
        Background waiter = Background.Run(() => WaitUntilEnded(mux, readers));

        int[] sent = Crowd.Of(Threads, member =>
        {
            var random = new Random(member);
            TriggerMode[] triggers = Enum.GetValues<TriggerMode>();
            EventRegistration registration = mux.Register(pairs[member].Left, Interests.Readable);
            int count = 0;
            for (int i = 0; i < Changes / Threads; i++)
            {
                switch (random.Next(3))
                {
                    case 0:
                        registration.Dispose();
                        registration = mux.Register(pairs[member].Left, Interests.Readable, triggers[random.Next(3)]);
                        break;
                    case 1:
                        registration.Modify((Interests)random.Next(4), triggers[random.Next(3)]);
                        break;
                    default:
                        count += pairs[member].Right.Send([1], SocketFlags.None, out _);
                        break;
                }
            }

            registration.Modify(Interests.Readable, TriggerMode.Level);
            SendLast(pairs[member].Right);
            return count + 1;
        });

        waiter.Join();
        Assert.Equal(sent, readers.Select(reader => reader.Received));
        Array.ForEach(pairs, pair => pair.Dispose());
    }

    private static void SendLast(Socket socket)
    {
        // The receiver may lag behind; there is room again once it has caught up.
        SocketError error;
        do
        {
            Assert.True(socket.Poll(Bound.Hang, SelectMode.SelectWrite));
            socket.Send([Last], SocketFlags.None, out error);
        }
        while (error == SocketError.WouldBlock);
    }

    private static void WaitUntilEnded(IEventMultiplexer mux, MarkedReader[] readers)
    {
        var events = new ReadyEvents();
        while (!readers.All(reader => reader.Ended))
        {
            Assert.True(mux.Wait(events, Bound.Hang) > 0, "Nothing is reported, and the last byte has not come.");
            foreach (ReadyEvent ready in events)
            {
                readers.Single(reader => reader.Handles(ready)).Read(ready);
            }
        }
    }

    /// <summary>Reads one socket's bytes up to a last one, whatever the trigger mode is at the moment.</summary>
    private sealed class MarkedReader(Socket socket, byte last)
    {
        private readonly byte[] _buffer = new byte[4096];

        public int Received { get; private set; }

        public bool Ended { get; private set; }

        public bool Handles(ReadyEvent ready) => ready.Registration.Handle == socket.SafeHandle;

        public void Read(ReadyEvent ready)
        {
            int read;
            while ((read = socket.Receive(_buffer, SocketFlags.None, out _)) > 0)
            {
                Received += read;
                Ended |= _buffer[read - 1] == last;
            }

            ready.Registration.NotifyWouldBlock(Interests.Readable);
            try
            {
                ready.Registration.Rearm();
            }
            catch (ObjectDisposedException)
            {
                // The storm has replaced it, and the new registration is armed.
            }
            catch (InvalidOperationException)
            {
                // Level and edge have nothing to arm.
            }
        }
    }
}
