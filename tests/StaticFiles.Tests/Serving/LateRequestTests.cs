using Microsoft.Extensions.Time.Testing;
using Mux;

namespace StaticFiles.Tests.Serving;

/// <summary>A request that is complete at the very moment at which its time is up.</summary>
public sealed class LateRequestTests
{
    private static readonly TimeSpan HeadTime = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task It_is_answered_and_the_one_that_has_begun_behind_it_has_its_own_time()
    {
        var clock = new FakeTimeProvider();
        using var server = new Attended(loops: 1, new Deadlines(TimeSpan.FromDays(1), HeadTime, TimeSpan.FromDays(1), LeastSendRate: 0), clock);
        EventLoop loop = server.Loops[0];
        using Client client = server.Connect();
        server.Workers[loop].Begin(server.Accept());
        using Client trigger = server.Connect();
        using StreamSocket triggered = server.Accept();

        client.Send("GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\nGET /a.txt HTTP/1.1\r\nHost: a\r\n"); // The second one lacks its last line.
        Response first = client.Receive();
        Task rest = await Attended.Ask(loop, SendRestAsync); // From here on the second one is timed.
        trigger.Send("now");
        await rest.WaitAsync(ServerProcess.Bound, TestContext.Current.CancellationToken);
        Response late = client.Receive();
        client.Send(" /a.txt HTTP/1.1\r\nHost: a\r\n\r\n");
        Response third = client.Receive();

        Assert.Equal([200, 200, 200], [first.Status, late.Status, third.Status]);

        // Goes on within the loop's turn of events. Its timers come next, and only then its next look at the sockets: so it finds the time passed before it finds the bytes.
        async Task SendRestAsync()
        {
            await triggered.ReadableAsync();
            client.Send("\r\nGET");
            clock.Advance(HeadTime);
        }
    }
}
