using System.Net;
using System.Net.Sockets;

namespace StaticFiles.Tests.Serving;

public sealed class AddressGuardTests
{
    [Fact]
    public void Beyond_the_most_of_one_address_connections_are_reset_and_another_address_is_served()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a machine has one loopback address unless it is told of more.");
        using ServerProcess server = ServerProcess.StartListening("--max-per-address 2");
        server.Site.With("a.txt", "hello");
        using Client first = server.Connect();
        using Client second = server.Connect();
        bool[] served = [IsServed(first), IsServed(second)];

        using Client third = server.Connect();
        using Client other = server.Connect(FromElsewhere);

        Assert.Equal([true, true], served);
        Assert.False(IsServed(third));
        Assert.True(IsServed(other));
        Assert.True(IsServed(first));
    }

    [Fact]
    public void One_that_leaves_makes_room_for_another_of_its_address()
    {
        using ServerProcess server = ServerProcess.StartListening("--max-per-address 1 --idle-timeout 1");
        server.Site.With("a.txt", "hello");
        using Client first = server.Connect();
        bool served = IsServed(first);

        Assert.True(first.IsAtEnd()); // The place is given back as the connection is closed, which the peer may see first.

        Assert.True(served);
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                using Client next = server.Connect();
                return IsServed(next);
            },
            ServerProcess.Bound));
    }

    [Fact]
    public void Those_of_one_address_that_come_too_fast_are_reset_and_another_address_is_served()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a machine has one loopback address unless it is told of more.");
        using ServerProcess server = ServerProcess.StartListening("--rate-per-address 1");
        server.Site.With("a.txt", "hello");

        Client[] many = [.. Enumerable.Range(0, 50).Select(_ => server.Connect())];
        using Client other = server.Connect(FromElsewhere);
        int served = many.Count(IsServed);

        Assert.InRange(served, 1, 49); // As many as there were seconds, and one.
        Assert.True(IsServed(other));
        Array.ForEach(many, client => client.Dispose());
    }

    private static void FromElsewhere(Socket socket) => socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));

    private static bool IsServed(Client client)
    {
        try
        {
            client.Get("/a.txt");
            return client.Receive().Text == "hello";
        }
        catch (IOException)
        {
            return false; // Reset.
        }
    }
}
