using System.Net;
using System.Net.Sockets;

namespace Mux.Sockets.Tests;

/// <summary>Attempts allocate nothing.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class DatagramQuietTests
{
    [Fact]
    public void Attempts_with_addresses_and_batches_allocate_nothing()
    {
        using DatagramSocket left = DatagramSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using DatagramSocket right = DatagramSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        SocketAddress to = right.LocalEndPoint!.Serialize();
        var from = new SocketAddress(AddressFamily.InterNetwork);
        var batch = new DatagramBatch(4, maxLength: 8);
        byte[] buffer = new byte[8];
        Exchange(2000);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Exchange(1000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Exchange(int times)
        {
            for (int i = 0; i < times; i++)
            {
                left.TrySend(buffer, to);
                while (right.TryReceive(buffer, from).WouldBlock)
                {
                }

                batch.Clear();
                batch.TryAdd(buffer, to);
                left.TrySend(batch);
                while (right.TryReceive(batch).WouldBlock)
                {
                }
            }
        }
    }
}
