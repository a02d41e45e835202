using System.Net;
using System.Net.Sockets;

namespace EchoServer.Tests;

/// <summary>A peer of the server whose every operation ends within the bound.</summary>
internal sealed class Client : IDisposable
{
    public Client(IPEndPoint server)
    {
        Socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = (int)ServerProcess.Bound.TotalMilliseconds,
            SendTimeout = (int)ServerProcess.Bound.TotalMilliseconds,
        };
        Socket.Connect(server);
    }

    /// <summary>The connected socket.</summary>
    public Socket Socket { get; }

    /// <summary>Sends all of it.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[Socket.Send(bytes)..];
        }
    }

    /// <summary>Receives exactly so much.</summary>
    public byte[] Receive(int count)
    {
        byte[] bytes = new byte[count];
        int got = 0;
        while (got < count)
        {
            int received = Socket.Receive(bytes.AsSpan(got));
            Assert.True(received > 0, $"The connection ended after {got} of {count} bytes.");
            got += received;
        }

        return bytes;
    }

    /// <summary>Receives until the server ends its half.</summary>
    public byte[] ReceiveToEnd()
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        int received;
        while ((received = Socket.Receive(buffer)) > 0)
        {
            all.Write(buffer, 0, received);
        }

        return all.ToArray();
    }

    /// <summary>Sends and does not read, until nothing goes in any more.</summary>
    /// <param name="limit">Where to give up.</param>
    /// <returns>What went in: the beginning of <see cref="Payload.Bytes"/>.</returns>
    public byte[] SendUntilStalled(int limit)
    {
        byte[] all = Payload.Bytes(limit);
        int sent = 0;
        Socket.Blocking = false;

        // Half a second without room is taken for a stall. Were it none, the facts that use this would still hold: they only would have less to chew on.
        while (sent < limit && Socket.Poll(TimeSpan.FromMilliseconds(500), SelectMode.SelectWrite))
        {
            sent += Socket.Send(all.AsSpan(sent, Math.Min(64 * 1024, limit - sent)), SocketFlags.None, out _);
        }

        Socket.Blocking = true;
        return all[..sent];
    }

    /// <summary>Closes so that the server gets a reset in place of an end.</summary>
    public void Reset()
    {
        Socket.LingerState = new LingerOption(true, 0);
        Socket.Dispose();
    }

    public void Dispose() => Socket.Dispose();
}
