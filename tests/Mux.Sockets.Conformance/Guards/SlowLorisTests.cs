using System.Net.Sockets;
using System.Text;

namespace Mux.Sockets.Conformance;

/// <summary>Peers that send a byte now and then, only to keep their connections, and one that means it.</summary>
public abstract class SlowLorisTests
{
    // Longer than any honest request takes here, on a busy machine too.
    private static readonly TimeSpan HeaderLimit = TimeSpan.FromSeconds(3);

    /// <summary>How many attack.</summary>
    protected virtual int Attackers => 2000;

    protected abstract IEventMultiplexer Create();

    [Fact]
    public void All_are_gone_at_the_header_deadline_and_a_normal_peer_is_served_meanwhile()
    {
        using var server = new GuardedServer(Create(), new ConnectionAcceptorOptions(), ServeAsync);
        Socket[] attackers = server.Flood(Attackers);
        int served = 0;

        BoundedTasks.Await(
            () =>
            {
                Array.ForEach(attackers, SendOneByte);
                Assert.Equal("hello\n", Ask(server, "hello\n"));
                served++;
                return server.Acceptor.Accepted == Attackers + served && server.Acceptor.OpenConnections == 0;
            },
            "Some attackers stay.");

        Assert.Equal("still here\n", Ask(server, "still here\n"));
        Assert.DoesNotContain(false, attackers.Select(HasEnded));
    }

    // A line that comes back; and the connection ends. Of a line that is too long only the end does: there is no limit but the time.
    private static async Task ServeAsync(StreamSocket socket, EventLoop loop)
    {
        using (socket)
        {
            using var deadline = new ConnectionDeadline(loop, socket, idle: TimeSpan.FromMinutes(1));
            deadline.BeginPhase(HeaderLimit);
            var line = new byte[64];
            int length = 0;
            try
            {
                do
                {
                    length %= line.Length;
                    int received = await socket.ReceiveAsync(line.AsMemory(length));
                    if (received == 0)
                    {
                        return;
                    }

                    deadline.NoteActivity();
                    length += received;
                }
                while (line[length - 1] != '\n');
                deadline.EndPhase();
                await socket.SendAsync(line.AsMemory(0, length));
            }
            catch (ObjectDisposedException)
            {
                // The deadline has ended it.
            }
        }
    }

    private static void SendOneByte(Socket attacker)
    {
        attacker.Blocking = false;
        _ = attacker.Send("x"u8, SocketFlags.None, out _); // Some have been thrown out already: that is what the fact is about.
        attacker.Blocking = true;
    }

    // The reset is reported once: to a send, or else to a receive.
    private static bool HasEnded(Socket attacker)
    {
        int received = attacker.Receive(new byte[1], SocketFlags.None, out SocketError error);
        return received == 0 && error is SocketError.Success or SocketError.ConnectionReset or SocketError.ConnectionAborted;
    }

    private static string Ask(GuardedServer server, string line)
    {
        using Socket peer = server.Connect();
        peer.Send(Encoding.ASCII.GetBytes(line));
        var answer = new byte[64];
        int length = 0;
        for (int received; (received = peer.Receive(answer.AsSpan(length))) > 0;)
        {
            length += received;
        }

        return Encoding.ASCII.GetString(answer.AsSpan(0, length));
    }
}
