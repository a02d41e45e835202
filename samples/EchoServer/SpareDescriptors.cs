using System.Net.Sockets;

namespace EchoServer;

/// <summary>A few descriptors held while connections are accepted, so that accepting meets the process's limit before the limit meets the process.</summary>
/// <remarks>
/// The runtime opens files at moments of its own choice: to start a thread (for a signal, say) and to load an assembly. Where it cannot, it ends
/// the process with "Out of memory". Whatever accepting leaves, it leaves at least these.
/// </remarks>
internal readonly struct SpareDescriptors : IDisposable
{
    private const int Count = 4;

    private readonly Socket?[] _held;

    private SpareDescriptors(Socket?[] held) => _held = held;

    /// <summary>Takes them.</summary>
    /// <exception cref="SocketException">There are not that many left; none is held.</exception>
    public static SpareDescriptors Take()
    {
        var spare = new SpareDescriptors(new Socket?[Count]);
        try
        {
            for (int index = 0; index < Count; index++)
            {
                spare._held[index] = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            }

            return spare;
        }
        catch (SocketException)
        {
            spare.Dispose();
            throw;
        }
    }

    /// <summary>Lets go of them.</summary>
    public void Dispose()
    {
        foreach (Socket? socket in _held)
        {
            socket?.Dispose();
        }
    }
}
