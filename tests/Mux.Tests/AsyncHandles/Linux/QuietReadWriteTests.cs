using System.Runtime.Versioning;
using Mux.LinuxNative;

namespace Mux.Tests;

/// <summary>Reading and writing attached descriptors allocates nothing.</summary>
[OnLinux]
[SupportedOSPlatform("linux")]
[Collection(nameof(AloneInTheProcess))]
public sealed class QuietReadWriteTests
{
    [Fact]
    public async Task A_hundred_thousand_round_trips_over_pipes_allocate_nothing()
    {
        using EventLoop loop = EventLoop.Start();
        using var there = new Pipe();
        using var back = new Pipe();
        using AsyncHandle reader = loop.Attach(there.Reader, Interests.Readable);
        using AsyncHandle writer = loop.Attach(there.Writer, Interests.Writable);
        using AsyncHandle backReader = loop.Attach(back.Reader, Interests.Readable);
        using AsyncHandle backWriter = loop.Attach(back.Writer, Interests.Writable);
        const int WarmUp = 1000;
        const int Rounds = 100_000;

        Task echoing = loop.InvokeAsync(
            async () =>
            {
                byte[] buffer = new byte[64];
                for (int round = 0; round < WarmUp + Rounds; round++)
                {
                    int read = await reader.ReadAsync(buffer, Cancellation);
                    await backWriter.WriteAsync(buffer.AsMemory(0, read), Cancellation);
                }
            },
            Cancellation);
        long allocated = await loop.InvokeAsync(
            async () =>
            {
                byte[] buffer = new byte[64];
                long before = 0;
                for (int round = 0; round < WarmUp + Rounds; round++)
                {
                    if (round == WarmUp)
                    {
                        before = GC.GetAllocatedBytesForCurrentThread();
                    }

                    await writer.WriteAsync(buffer, Cancellation);
                    await backReader.ReadAsync(buffer, Cancellation);
                }

                return GC.GetAllocatedBytesForCurrentThread() - before;
            },
            Cancellation);
        await echoing;

        Assert.Equal(0, allocated);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
