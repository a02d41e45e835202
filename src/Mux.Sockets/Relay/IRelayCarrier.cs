namespace Mux;

/// <summary>What carries the bytes of one direction of a relay while they are in flight: a pipe of the kernel's, or a buffer.</summary>
internal interface IRelayCarrier : IDisposable
{
    /// <summary>How many bytes it holds at most.</summary>
    int Capacity { get; }

    /// <summary>How many bytes are inside.</summary>
    int Count { get; }

    /// <summary>Takes in what the socket has received. Would-block is the socket's.</summary>
    SocketResult TryFill(StreamSocket from, int most);

    /// <summary>Sends what is inside. Would-block is the socket's.</summary>
    SocketResult TryDrain(StreamSocket to);
}
