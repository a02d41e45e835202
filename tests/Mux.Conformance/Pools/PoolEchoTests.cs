using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>Work in earnest: many connections, few threads, and every byte exact.</summary>
public abstract class PoolEchoTests : PoolSuite
{
    /// <summary>How many connections there are.</summary>
    protected virtual int Connections => 50;

    /// <summary>How many messages go there and back on each.</summary>
    protected virtual int Rounds => 200;

    [Fact]
    public void Four_threads_echo_every_byte_of_many_connections()
    {
        using var pairs = new ManyPairs(Connections);
        using ReadinessThreadPool pool = Start(threads: 4);
        int[] inside = new int[Connections];
        int overlaps = 0;
        Exception? failure = null;
        pool.UnhandledException += (_, details) => failure = details.Exception;
        for (int i = 0; i < Connections; i++)
        {
            int index = i;
            pool.Register(pairs[i].Left.SafeHandle, Interests.Readable, _ =>
            {
                if (Interlocked.Increment(ref inside[index]) != 1)
                {
                    Interlocked.Increment(ref overlaps);
                }

                Echo(pairs[index].Left);
                Interlocked.Decrement(ref inside[index]);
                return ReadyOutcome.Rearm;
            });
        }

        const int Clients = 2;
        Crowd.Of(Clients, client =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                Exchange(pairs, client, Clients, round);
            }

            return true;
        });

        Assert.Null(failure);
        Assert.Equal(0, overlaps);
    }

    private static void Echo(Socket socket)
    {
        Span<byte> buffer = stackalloc byte[256];
        int received = socket.Receive(buffer, SocketFlags.None, out SocketError error);
        if (error != SocketError.WouldBlock)
        {
            Assert.Equal(SocketError.Success, error);
            Assert.Equal(received, socket.Send(buffer[..received])); // One message is under way at a time: there is room.
        }
    }

    // All of a client's connections are under way at once.
    private void Exchange(ManyPairs pairs, int client, int clients, int round)
    {
        for (int i = client; i < Connections; i += clients)
        {
            pairs[i].Right.Send(Message(i, round));
        }

        for (int i = client; i < Connections; i += clients)
        {
            byte[] expected = Message(i, round);
            Assert.Equal(expected, pairs[i].Right.ReadExactly(expected.Length));
        }
    }

    private static byte[] Message(int connection, int round)
    {
        byte[] message = new byte[1 + ((connection + round) % 64)];
        new Random((connection * 1000) + round).NextBytes(message);
        return message;
    }
}
