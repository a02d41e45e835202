using Mux;

namespace TcpProxy;

/// <summary>Notices that a client is gone, while nothing is read from it yet.</summary>
internal static class ClientWatch
{
    /// <summary>Waits until the connection has failed. On the client's loop.</summary>
    /// <param name="client">The client's. What it sends stays where it is.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>Ends when the client has reset the connection, or is gone otherwise.</returns>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public static async Task UntilGoneAsync(StreamSocket client, CancellationToken stop)
    {
        // Bytes are no end, and neither is a client that has only ended its sending half: it wants its answer.
        while ((await client.ReadableAsync(stop) & Readiness.Error) == 0)
        {
        }
    }
}
