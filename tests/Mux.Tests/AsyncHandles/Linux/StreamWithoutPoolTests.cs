using System.Runtime.Versioning;
using Mux.LinuxNative;

namespace Mux.Tests;

/// <summary>The synchronous calls of an attached handle's stream do without the thread pool, which the callers may have used up.</summary>
[OnLinux]
[SupportedOSPlatform("linux")]
[Collection(nameof(AloneInTheProcess))]
public sealed class StreamWithoutPoolTests
{
    [Fact]
    public void Synchronous_reads_and_writes_end_while_the_pool_has_no_thread_left()
    {
        const int Rounds = 300; // Of each, some meet data that is there, some that comes at that moment, and some wait.
        using EventLoop loop = EventLoop.Start();
        using var pipe = new Pipe();
        using Stream reader = loop.Attach(pipe.Reader, Interests.Readable).AsStream();
        using Stream writer = loop.Attach(pipe.Writer, Interests.Writable).AsStream();
        byte[] sent = new byte[200_000]; // More than a pipe holds.
        new Random(7).NextBytes(sent);
        byte[] received = new byte[sent.Length];
        int singles = 0;
        using var turn = new Barrier(2);
        using var occupied = new OccupiedThreadPool();

        Background reading = Background.Run(() =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                turn.SignalAndWait(Bound.Hang);
                singles += reader.ReadByte() == (byte)round ? 1 : 0;
            }

            reader.ReadExactly(received);
        });
        Background writing = Background.Run(() =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                turn.SignalAndWait(Bound.Hang);
                Thread.SpinWait(round * 20);
                writer.WriteByte((byte)round);
            }

            writer.Write(sent);
        });

        reading.Join();
        writing.Join();
        Assert.Equal(Rounds, singles);
        Assert.Equal(sent, received);
    }

    [Fact]
    public void A_synchronous_read_ends_with_its_loop_while_the_pool_has_no_thread_left()
    {
        EventLoop loop = EventLoop.Start();
        using var pipe = new Pipe();
        using Stream stream = loop.Attach(pipe.Reader, Interests.Readable).AsStream();
        using var occupied = new OccupiedThreadPool();
        Thread? reader = null;
        Background reading = Background.Run(() =>
        {
            Volatile.Write(ref reader, Thread.CurrentThread);
            Assert.Throws<ObjectDisposedException>(() => stream.ReadByte());
        });
        BoundedTasks.Await(() => Volatile.Read(ref reader)?.ThreadState.HasFlag(ThreadState.WaitSleepJoin) == true, "The read does not wait.");

        loop.Dispose();

        reading.Join();
    }
}
