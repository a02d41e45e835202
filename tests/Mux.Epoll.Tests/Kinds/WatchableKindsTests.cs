using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Mux.Epoll.Tests.Kinds;

/// <summary>Every kind of descriptor that epoll takes, from idle to ready.</summary>
[OnLinux]
public sealed class WatchableKindsTests
{
    [Fact]
    public void A_pipe_is_writable_at_one_end_and_readable_at_the_other_once_written()
    {
        using var mux = new EpollMultiplexer();
        using var pipe = new Pipe();
        EventRegistration reader = mux.Register(pipe.Reader, Interests.Readable);
        EventRegistration writer = mux.Register(pipe.Writer, Interests.Writable, TriggerMode.OneShot);
        Assert.Equal(new ReadyEvent(writer, Readiness.Writable), mux.WaitForOne());
        mux.AssertQuiet();

        pipe.Writer.Write(1, 2);

        Assert.Equal(new ReadyEvent(reader, Readiness.Readable), mux.WaitForOne());
        Assert.Equal([1, 2], pipe.Reader.Read());
        mux.AssertQuiet();
    }

    [Fact]
    public void A_fifo_is_watched_like_a_pipe()
    {
        using var mux = new EpollMultiplexer();
        using var fifo = new Fifo();
        EventRegistration reader = mux.Register(fifo.Reader, Interests.Readable);
        EventRegistration writer = mux.Register(fifo.Writer, Interests.Writable, TriggerMode.OneShot);
        Assert.Equal(new ReadyEvent(writer, Readiness.Writable), mux.WaitForOne());

        fifo.Writer.Write(1);

        Assert.Equal(new ReadyEvent(reader, Readiness.Readable), mux.WaitForOne());
        fifo.Writer.Dispose();
        mux.WaitUntil(reader, Readiness.Readable | Readiness.ReadClosed);
    }

    [Fact]
    public void An_eventfd_is_readable_above_zero_and_writable_below_its_maximum()
    {
        using var mux = new EpollMultiplexer();
        using SafeFileHandle counter = EventFd.Create();
        EventRegistration registration = mux.Register(counter, Interests.Readable | Interests.Writable);
        Assert.Equal(new ReadyEvent(registration, Readiness.Writable), mux.WaitForOne());

        EventFd.Add(counter, 1);
        Assert.Equal(new ReadyEvent(registration, Readiness.Readable | Readiness.Writable), mux.WaitForOne());
        EventFd.Add(counter, ulong.MaxValue - 2); // 2^64 - 2 is the most that it holds.

        Assert.Equal(new ReadyEvent(registration, Readiness.Readable), mux.WaitForOne());
    }

    [Fact]
    public void A_timerfd_is_readable_once_it_has_expired()
    {
        using var mux = new EpollMultiplexer();
        using SafeFileHandle timer = TimerFd.Create();
        EventRegistration registration = mux.Register(timer, Interests.Readable);
        mux.AssertQuiet();

        TimerFd.Start(timer, nanoseconds: 1);

        Assert.Equal(new ReadyEvent(registration, Readiness.Readable), mux.WaitForOne());
        Assert.Equal(1ul, BitConverter.ToUInt64(timer.Read()));
        mux.AssertQuiet();
    }

    [Fact]
    public void An_inotify_descriptor_is_readable_once_something_has_happened()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory();
        using var mux = new EpollMultiplexer();
        using SafeFileHandle inotify = Inotify.Watch(directory.FullName);
        EventRegistration registration = mux.Register(inotify, Interests.Readable);
        mux.AssertQuiet();

        File.WriteAllText(Path.Combine(directory.FullName, "new"), "");

        Assert.Equal(new ReadyEvent(registration, Readiness.Readable), mux.WaitForOne());
        directory.Delete(recursive: true);
    }

    [Fact]
    public void A_terminal_is_readable_once_a_line_was_typed()
    {
        using var mux = new EpollMultiplexer();
        using var pty = new Pty();
        EventRegistration slave = mux.Register(pty.Slave, Interests.Readable | Interests.Writable);
        Assert.Equal(new ReadyEvent(slave, Readiness.Writable), mux.WaitForOne());

        pty.Master.Write("line\n"u8.ToArray());

        mux.WaitUntil(slave, Readiness.Readable | Readiness.Writable);
        Assert.Equal("line\n"u8.ToArray(), pty.Slave.Read());
    }

    [Fact]
    public void Unix_stream_datagram_and_packet_sockets_are_watched()
    {
        using var mux = new EpollMultiplexer();
        using var streams = SocketPair.OfStreams();
        using var datagrams = SocketPair.OfDatagrams();
        using var packets = SocketPair.OfSequencedPackets();
        SocketPair[] pairs = [streams, datagrams, packets];
        EventRegistration[] registrations = [.. pairs.Select(pair => mux.Register(pair.Left, Interests.Readable | Interests.Writable))];
        Assert.Equal(registrations.Select(one => new ReadyEvent(one, Readiness.Writable)).ToHashSet(), mux.WaitFor(3));

        Array.ForEach(pairs, pair => pair.Right.Write(1));

        Assert.Equal(
            registrations.Select(one => new ReadyEvent(one, Readiness.Readable | Readiness.Writable)).ToHashSet(), mux.WaitFor(3));
    }

    [Fact]
    public void A_named_unix_socket_is_readable_once_somebody_connects()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var mux = new EpollMultiplexer();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(1);
        EventRegistration registration = mux.Register(listener, Interests.Readable);
        mux.AssertQuiet();

        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(path));

        Assert.Equal(new ReadyEvent(registration, Readiness.Readable), mux.WaitForOne());
        File.Delete(path);
    }

    [Fact]
    public void A_udp_socket_is_writable_and_readable_once_a_datagram_came()
    {
        using var mux = new EpollMultiplexer();
        using var pair = new UdpPair();
        EventRegistration left = mux.Register(pair.Left, Interests.Readable | Interests.Writable);
        Assert.Equal(new ReadyEvent(left, Readiness.Writable), mux.WaitForOne());

        pair.Right.Send([1]);

        mux.WaitUntil(left, Readiness.Readable | Readiness.Writable);
    }

    [Fact]
    public void The_mount_table_can_be_watched_for_changes()
    {
        using var mux = new EpollMultiplexer();
        using SafeFileHandle mounts = DescriptorCalls.Open("/proc/self/mounts", flags: 0);

        EventRegistration registration = mux.Register(mounts, Interests.Priority);

        Assert.True(registration.IsRegistered);
    }
}
