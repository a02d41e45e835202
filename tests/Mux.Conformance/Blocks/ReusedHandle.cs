using System.Net;
using System.Net.Sockets;

namespace Mux.Conformance;

/// <summary>Brings about what no program asks for: a new socket with the number of one that was just closed.</summary>
internal static class ReusedHandle
{
    private const int Rounds = 50;
    private const int Openings = 32;

    /// <summary>Runs a fact until it says that the number came back; skips it when the system never gives one back.</summary>
    public static void Try(Func<bool> fact)
    {
        for (int round = 0; round < Rounds; round++)
        {
            if (fact())
            {
                return;
            }
        }

        Assert.Skip($"In {Rounds} rounds no new socket got the number of the one closed before it.");
    }

    /// <summary>Closes a socket, and opens UDP sockets, bound to loopback, until one has its number. Null when none has.</summary>
    public static Socket? Reopen(Socket socket)
    {
        nint number = socket.Handle;
        socket.Dispose();

        var others = new List<Socket>();
        try
        {
            while (others.Count < Openings)
            {
                var candidate = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                if (candidate.Handle == number)
                {
                    BindToLoopback(candidate);
                    return candidate;
                }

                others.Add(candidate);
            }

            return null;
        }
        finally
        {
            others.ForEach(other => other.Dispose());
        }
    }

    public static void BindToLoopback(Socket socket)
    {
        socket.Blocking = false;
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    }
}
