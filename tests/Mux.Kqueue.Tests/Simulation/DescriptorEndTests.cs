using System.Net;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Mux.Kqueue.Interop;
using Mux.Kqueue.Tests.Native;
using static Mux.Kqueue.Tests.Simulation.TestedQueue;

namespace Mux.Kqueue.Tests.Simulation;

/// <summary>Ends, errors and closing, as the filters tell them.</summary>
public sealed class DescriptorEndTests : IDisposable
{
    private const KFlags Ends = KFlags.Add | KFlags.EndOfFile;

    private readonly ConnectedPair _pair = ConnectedPair.OnLoopback();
    private readonly TestedQueue _queue = new();

    [Fact]
    public void The_peers_end_ends_reading_alone_and_tells_what_is_left()
    {
        _pair.Right.Send([1, 2, 3]);
        _pair.Right.Shutdown(SocketShutdown.Send);
        _pair.Left.AwaitReadable();
        _queue.Apply(Reading(_pair.Left, KFlags.Add), Writing(_pair.Left, KFlags.Add));

        KEvent[] events = _queue.Poll();

        Assert.Equal([(KFilter.Read, Ends, (nint)3, 0u), (KFilter.Write, KFlags.Add, 1, 0u)], events.Select(one => (one.Filter, one.Flags, one.Data, one.FilterFlags)));
    }

    [Fact]
    public void Ones_own_end_ends_writing_alone()
    {
        _pair.Left.Shutdown(SocketShutdown.Send);
        _queue.Apply(Reading(_pair.Left, KFlags.Add), Writing(_pair.Left, KFlags.Add));

        KEvent ended = Assert.Single(_queue.Poll());

        Assert.Equal((KFilter.Write, Ends, 0u), (ended.Filter, ended.Flags, ended.FilterFlags));
    }

    [Fact]
    public void A_reset_ends_both_with_an_error_that_stays_the_sockets()
    {
        _queue.Apply(Reading(_pair.Left, KFlags.Add), Writing(_pair.Left, KFlags.Add | KFlags.Disable));
        _pair.Right.CloseWithReset();
        Assert.Equal(KFilter.Read, Assert.Single(_queue.Wait()).Filter);

        _queue.Apply(Writing(_pair.Left, KFlags.Enable));

        Assert.All(_queue.Poll(), one => Assert.True(one.Flags == Ends && one.FilterFlags != 0));
        Assert.Equal(SocketError.ConnectionReset, _pair.Left.TakeError());
        Assert.All(_queue.Poll(), one => Assert.True(one.Flags == Ends && one.FilterFlags == 0));
    }

    [Fact]
    public void An_unconnected_stream_is_silent()
    {
        using var fresh = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        _queue.Apply(Reading(fresh, KFlags.Add), Writing(fresh, KFlags.Add));

        Assert.Empty(_queue.Poll());
    }

    [Fact]
    public void A_listener_counts_connections_and_is_never_writable()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _queue.Apply(Reading(listener, KFlags.Add), Writing(listener, KFlags.Add));
        using var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var second = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        first.Connect(listener.LocalEndPoint!);
        second.Connect(listener.LocalEndPoint!);

        KEvent ready = Assert.Single(_queue.Poll());
        Assert.Equal((KFilter.Read, (nint)2), (ready.Filter, ready.Data));
    }

    [Fact]
    public void Each_end_of_a_pipe_ends_when_the_other_is_gone()
    {
        using var unwritten = new PipePair();
        using var unread = new PipePair();
        unwritten.Write(1, 2);
        _queue.Apply(Reading(unwritten.Reader, KFlags.Add), Writing(unread.Writer, KFlags.Add));
        Assert.Equal([KFlags.Add, KFlags.Add], _queue.Poll().Select(one => one.Flags));

        unwritten.CloseWriter();
        unread.CloseReader();

        Assert.Equal([(Ends, (nint)2), (Ends, 0)], _queue.Poll().OrderByDescending(one => one.Data).Select(one => (one.Flags, one.Data)));
    }

    [Fact]
    public void The_meaningless_filter_of_a_pipes_end_is_silent()
    {
        using var pipe = new PipePair();
        pipe.Write(1);

        _queue.Apply(Reading(pipe.Writer, KFlags.Add), Writing(pipe.Reader, KFlags.Add));

        Assert.Empty(_queue.Poll());
    }

    [Fact]
    public void Closing_removes_the_knotes_silently()
    {
        int number = (int)_pair.Left.Handle;
        _queue.Apply(Reading(_pair.Left, KFlags.Add), Writing(_pair.Left, KFlags.Add));

        _pair.Left.Dispose();

        Assert.Empty(_queue.Poll());
        Assert.Equal(Errno.ENOENT, _queue.Submit(new KEvent { Ident = (nuint)number, Filter = KFilter.Read, Flags = KFlags.Delete }));
    }

    [Fact]
    public void A_numbers_new_owner_inherits_no_knote()
    {
        using var other = ConnectedPair.OnLoopback();
        _queue.Apply(Writing(_pair.Left, KFlags.Add | KFlags.Clear, userData: 1));

        Assert.Equal((int)_pair.Left.Handle, LibC.Dup2((int)other.Left.Handle, (int)_pair.Left.Handle)); // Closes the number and gives it away in one step.

        Assert.Empty(_queue.Poll());
        _queue.Apply(Writing(_pair.Left, KFlags.Add, userData: 2));
        Assert.Equal(2ul, Assert.Single(_queue.Poll()).UserData);
        Assert.Single(_queue.Poll());
    }

    [Fact]
    public void A_duplicate_does_not_keep_the_knotes_of_a_closed_number()
    {
        using var other = ConnectedPair.OnLoopback();
        using var kept = new SafeFileHandle(LibC.Dup((int)_pair.Left.Handle), ownsHandle: true);
        _queue.Apply(Reading(_pair.Left, KFlags.Add));
        Assert.True(LibC.Dup2((int)other.Left.Handle, (int)_pair.Left.Handle) >= 0);

        _pair.Right.Send([1]);

        Assert.Empty(_queue.Poll());
    }

    public void Dispose()
    {
        _queue.Dispose();
        _pair.Dispose();
    }
}
