using Microsoft.Win32.SafeHandles;
using Mux.LinuxNative;

namespace Mux.Sockets.Tests;

/// <summary>A file of more bytes than an int counts.</summary>
[OnLinux]
public sealed class LargeFileTests
{
    private const long Length = (1L << 31) + 12_345; // More than one sendfile(2) takes.

    [Fact]
    public async Task It_is_sent_whole()
    {
        CancellationToken test = TestContext.Current.CancellationToken;
        string path = Path.GetTempFileName();
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.SetLength(file, Length); // All of it a hole.
            RandomAccess.Write(file, [7], Length - 1);
            using var running = new RunningLoop(EventMultiplexer.Create());
            using var pair = StreamPair.OnLoopback();

            Task<long> sending = running.Loop.InvokeAsync(() => pair.Left.SendFileAsync("head"u8.ToArray(), file, 0, Length, test), test);
            (long received, byte last) = await Task.Run(() => ReceiveAll(pair.Right), test);

            Assert.Equal(4 + Length, await sending.InTime());
            Assert.Equal((4 + Length, 7), (received, last));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (long Received, byte Last) ReceiveAll(StreamSocket socket)
    {
        byte[] buffer = new byte[1 << 20];
        long received = 0;
        int count = 0;
        while (received < 4 + Length)
        {
            count = socket.ReceiveOnce(buffer).GetCountOrThrow();
            received += count;
        }

        return (received, buffer[count - 1]);
    }
}
