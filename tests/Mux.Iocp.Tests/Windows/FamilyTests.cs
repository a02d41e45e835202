using System.Net;
using System.Net.Sockets;

namespace Mux.Iocp.Tests;

/// <summary>Families of sockets beside the IPv4 of the suites.</summary>
public sealed class FamilyTests
{
    [Theory]
    [InlineData(TriggerMode.Level)]
    [InlineData(TriggerMode.Edge)]
    [InlineData(TriggerMode.OneShot)]
    public void A_connection_over_IPv6(TriggerMode trigger)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this system has no IPv6");
        using var mux = new IocpUnderTest();
        using var listener = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        listener.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        listener.Listen();
        EventRegistration listening = mux.Register(listener, Interests.Readable);
        using var client = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);

        client.Connect(listener.LocalEndPoint!);
        Assert.Equal(new ReadyEvent(listening, Readiness.Readable), mux.WaitForOne());
        using Socket accepted = listener.Accept();
        listening.Dispose();
        accepted.Blocking = false;
        EventRegistration served = mux.Register(accepted, Interests.Readable, trigger);
        client.Send([1]);

        Assert.Equal(new ReadyEvent(served, Readiness.Readable), mux.WaitForOne());
        Assert.Equal([1], accepted.ReadExactly(1));
    }

    [Fact]
    public void Datagrams_over_IPv6()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this system has no IPv6");
        using var mux = new IocpUnderTest();
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        EventRegistration registration = mux.Register(socket, Interests.Readable);
        mux.AssertQuiet();

        socket.SendTo([1, 2], socket.LocalEndPoint!);

        Assert.Equal(new ReadyEvent(registration, Readiness.Readable), mux.WaitForOne());
        Assert.Equal(2, socket.Receive(new byte[8]));
    }
}
