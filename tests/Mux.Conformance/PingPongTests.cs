using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>Many pairs that play a message to and fro, driven by one loop: every message is reported, under every trigger mode.</summary>
public abstract class PingPongTests : ConformanceSuite
{
    private const int Pairs = 50;
    private const int Rallies = 40;

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void Datagrams_come_back_every_time(TriggerMode trigger)
    {
        var pairs = Enumerable.Range(0, Pairs).Select(_ => new UdpPair()).ToList();
        try
        {
            Play([.. pairs.Select(pair => (pair.Left, pair.Right))], trigger);
        }
        finally
        {
            pairs.ForEach(pair => pair.Dispose());
        }
    }

    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public virtual void Stream_messages_come_back_every_time(TriggerMode trigger)
    {
        using var pairs = new ManyPairs(Pairs);

        Play([.. Enumerable.Range(0, Pairs).Select(i => (pairs[i].Left, pairs[i].Right))], trigger);
    }

    // Both ends are registered. Whoever is told of the ball takes it and sends it back with one hit more, until the rally is over.
    private void Play((Socket Left, Socket Right)[] players, TriggerMode trigger)
    {
        using IEventMultiplexer mux = Create();
        foreach ((Socket left, Socket right) in players)
        {
            mux.Register(left, Interests.Readable, trigger, left);
            mux.Register(right, Interests.Readable, trigger, right);
            left.Send([0]);
        }

        int over = 0;
        var events = new ReadyEvents(16);
        var ball = new byte[1];
        while (over < players.Length)
        {
            Assert.NotEqual(0, mux.Wait(events, Bound.Hang));
            foreach (ReadyEvent ready in events)
            {
                Assert.Equal(Readiness.Readable, ready.Readiness);
                var player = (Socket)ready.State!;
                bool hit = player.Receive(ball, SocketFlags.None, out SocketError error) == 1;
                Assert.True(hit, $"An event without a message: {error}.");
                ready.Registration.NotifyWouldBlock(Interests.Readable); // There is one ball a pair: nothing is left to read.
                if (trigger == TriggerMode.OneShot)
                {
                    ready.Registration.Rearm();
                }

                if (ball[0] == Rallies)
                {
                    over++;
                }
                else
                {
                    ball[0]++;
                    player.Send(ball);
                }
            }
        }

        mux.AssertQuiet();
    }
}
