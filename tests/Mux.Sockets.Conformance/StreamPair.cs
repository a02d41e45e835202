using System.Net;
using System.Net.Sockets;
using Mux.Interop;

namespace Mux.Sockets.Conformance;

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
        var bytes = new byte[64 * 1024];
        long total = 0;
        do
        {
            // Where much would block, there may be room for less.
            for (int length = bytes.Length; length > 0; length /= 2)
            {
                SocketResult sent;
                while ((sent = Left.TrySend(bytes.AsSpan(0, length))).IsDone)
                {
                    total += sent.Count;
                }

                Assert.True(sent.WouldBlock);
            }
        }
        while (Left.IsReadyFor(SelectMode.SelectWrite, Bound.Quiet) || HasRoomForOne(ref total)); // As long as the system moves data on to the peer's side.
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

    // A socket is called writable only when there is room for more than a byte.
    private bool HasRoomForOne(ref long total)
    {
        SocketResult sent = Left.TrySend([0]);
        total += sent.Count;
        return sent.IsDone;
    }
}
