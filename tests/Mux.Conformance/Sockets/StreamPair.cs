using System.Net;
using System.Net.Sockets;
using Mux.Interop;

namespace Mux.Conformance;

/// <summary>Two connected sockets of Mux.</summary>
public sealed class StreamPair : IDisposable
{
    private StreamPair(StreamSocket left, StreamSocket right) => (Left, Right) = (left, right);

    /// <summary>The end that facts use: the one that connected.</summary>
    public StreamSocket Left { get; }

    /// <summary>The peer: the one that was accepted.</summary>
    public StreamSocket Right { get; }

    /// <summary>Over TCP.</summary>
    public static StreamPair OnLoopback() => OnLoopback(SocketCalls.OfThisSystem);

    /// <summary>Fills the left side's way to the right until nothing goes any more.</summary>
    /// <returns>How many bytes that took.</returns>
    public long Fill()
    {
        var chunk = new byte[64 * 1024];
        long total = 0;
        do
        {
            SocketResult sent;
            while ((sent = Left.TrySend(chunk)).IsDone)
            {
                total += sent.Count;
            }

            Assert.Equal(SocketOutcome.WouldBlock, sent.Outcome);
        }
        while (Left.IsReadyFor(SelectMode.SelectWrite, Bound.Quiet)); // As long as the system moves data on to the peer's side.
        return total;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Left.Dispose();
        Right.Dispose();
    }

    /// <summary>The left end makes its calls by what is given.</summary>
    internal static StreamPair OnLoopback(ISocketCalls callsOfLeft)
    {
        using StreamListener listener = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        StreamSocket left = StreamSocket.Open(callsOfLeft, AddressFamily.InterNetwork);
        SocketResult connected = left.TryConnect(listener.LocalEndPoint!);
        StreamSocket right = listener.AcceptOne();
        for (; connected.WouldBlock; connected = left.TryFinishConnect())
        {
            left.Await(SelectMode.SelectWrite);
        }

        Assert.True(connected.IsDone);
        return new StreamPair(left, right);
    }
}
