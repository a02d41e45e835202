using System.Globalization;

namespace Mux.Native.Tests.Postgres;

/// <summary>libpq's own asynchronous loop, word for word, over a real server.</summary>
public sealed class PostgresTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const int Connections = 8;

    [Fact]
    public Task Ten_thousand_queries_and_500_notifications_go_over_8_connections_of_one_loop()
    {
        const int Queries = 10_000;
        const int NotifyEach = 20;
        server.SkipUnlessInstalled();

        return OnLoop.RunAsync(async loop =>
        {
            PostgresConnection[] connections = await ConnectAsync(loop, server.ByUnixSocket);
            await Task.WhenAll(connections.Select(connection => connection.QueryAsync("LISTEN news")));

            int next = 0;
            await Task.WhenAll(connections.Select(async connection =>
            {
                while (next < Queries)
                {
                    int number = next++;
                    string text = number.ToString(CultureInfo.InvariantCulture);
                    IReadOnlyList<string?[]> rows = await connection.QueryAsync(
                        number % NotifyEach == 0 ? $"NOTIFY news, '{text}'; SELECT {text}" : $"SELECT {text}, repeat('x', {text})");
                    Assert.Equal(text, Assert.Single(rows)[0]);
                }
            }));
            string[][] heard = await Task.WhenAll(connections.Select(async connection =>
            {
                var payloads = new string[Queries / NotifyEach];
                for (int i = 0; i < payloads.Length; i++)
                {
                    payloads[i] = (await connection.NextNotificationAsync()).Payload;
                }

                return payloads;
            }));

            IEnumerable<int> notifying = Enumerable.Range(0, Queries / NotifyEach).Select(i => i * NotifyEach);
            string[] sent = [.. notifying.Select(number => number.ToString(CultureInfo.InvariantCulture))];
            Assert.All(heard, payloads => Assert.Equal(sent.Order(), payloads.Order()));
            Dispose(connections);
        });
    }

    [Fact]
    public Task A_listener_that_only_waits_hears_each_notification()
    {
        const int Notifications = 500;
        server.SkipUnlessInstalled();

        return OnLoop.RunAsync(async loop =>
        {
            PostgresConnection[] connections = await ConnectAsync(loop, server.ByTcp);
            PostgresConnection speaker = connections[0];
            await Task.WhenAll(connections[1..].Select(connection => connection.QueryAsync("LISTEN steps")));

            for (int i = 0; i < Notifications; i++)
            {
                Task<PostgresNotification>[] waits = [.. connections[1..].Select(connection => connection.NextNotificationAsync())];
                string step = i.ToString(CultureInfo.InvariantCulture);
                await speaker.QueryAsync($"NOTIFY steps, '{step}'");
                PostgresNotification[] heard = await Task.WhenAll(waits);
                Assert.All(heard, notification => Assert.Equal(("steps", step), (notification.Channel, notification.Payload)));
            }

            Dispose(connections);
        });
    }

    [Fact]
    public Task A_command_and_an_answer_of_megabytes_pass_through_a_full_socket()
    {
        const int Length = 8 << 20;
        server.SkipUnlessInstalled();

        return OnLoop.RunAsync(async loop =>
        {
            PostgresConnection[] connections = await ConnectAsync(loop, server.ByUnixSocket);
            string text = new('x', Length);

            await Task.WhenAll(connections[..2].Select(async connection =>
            {
                IReadOnlyList<string?[]> rows = await connection.QueryAsync($"SELECT '{text}' || 'y'");
                Assert.Equal(text + "y", Assert.Single(rows)[0]);
            }));

            Dispose(connections);
        });
    }

    [Fact]
    public Task A_command_that_the_server_refuses_leaves_its_connection_usable()
    {
        server.SkipUnlessInstalled();

        return OnLoop.RunAsync(async loop =>
        {
            using PostgresConnection connection = await PostgresConnection.ConnectAsync(loop, server.ByUnixSocket);

            PostgresException refusal = await Assert.ThrowsAsync<PostgresException>(() => connection.QueryAsync("SELECT 1 / 0"));

            Assert.False(refusal.IsConnectionLost);
            Assert.Equal("1", Assert.Single(await connection.QueryAsync("SELECT 1"))[0]);
        });
    }

    [Fact]
    public Task A_connect_that_goes_to_the_next_host_is_awaited_on_its_next_socket()
    {
        server.SkipUnlessInstalled();

        return OnLoop.RunAsync(async loop =>
        {
            // Nobody listens on port 1. libpq closes the first socket and opens the second, under the same number.
            string twoHosts = $"hostaddr=127.0.0.1,127.0.0.1,127.0.0.1 port=1,1,{server.Port} user={PostgresServer.User} dbname=postgres";
            using PostgresConnection connection = await PostgresConnection.ConnectAsync(loop, twoHosts);

            Assert.Equal(server.Port, Assert.Single(await connection.QueryAsync("SHOW port"))[0]);
        });
    }

    [Fact]
    public Task A_connect_that_nobody_answers_fails()
    {
        server.SkipUnlessInstalled();

        return OnLoop.RunAsync(async loop =>
        {
            PostgresException refusal = await Assert.ThrowsAsync<PostgresException>(
                () => PostgresConnection.ConnectAsync(loop, "hostaddr=127.0.0.1 port=1", TestContext.Current.CancellationToken));

            Assert.Contains("refused", refusal.Message, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Every_connection_sees_its_end_when_the_server_restarts_at_once(bool byTcp)
    {
        server.SkipUnlessInstalled();
        string conninfo = byTcp ? server.ByTcp : server.ByUnixSocket;

        return OnLoop.RunAsync(async loop =>
        {
            PostgresConnection[] connections = await ConnectAsync(loop, conninfo);
            int answered = 0;
            var underWay = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Task[] uses =
            [
                .. connections[..4].Select(listener => listener.NextNotificationAsync()),
                .. connections[4..6].Select(sleeper => sleeper.QueryAsync("SELECT pg_sleep(600)")),
                .. connections[6..].Select(async asker =>
                {
                    while (true)
                    {
                        await asker.QueryAsync("SELECT 1");
                        if (++answered == 100)
                        {
                            underWay.SetResult();
                        }
                    }
                }),
            ];
            await underWay.Task;

            await Task.Run(server.Restart, TestContext.Current.CancellationToken);
            PostgresException[] ends = await Task.WhenAll(uses.Select(use => Assert.ThrowsAsync<PostgresException>(() => use))).InTime();

            Assert.All(ends, end => Assert.True(end.IsConnectionLost, end.Message));

            // libpq has closed the former sockets. The new connections get their numbers, while the former handles still exist.
            PostgresConnection[] later = await ConnectAsync(loop, conninfo);
            await AskAllAsync(later);
            Dispose(connections);
            await AskAllAsync(later);
            Dispose(later);
        });
    }

    private static async Task AskAllAsync(PostgresConnection[] connections)
    {
        for (int i = 0; i < 20; i++)
        {
            var queries = connections.Select(connection => connection.QueryAsync("SELECT 1"));
            Assert.All(await Task.WhenAll(queries).InTime(), rows => Assert.Equal("1", Assert.Single(rows)[0]));
        }
    }

    private static Task<PostgresConnection[]> ConnectAsync(EventLoop loop, string conninfo) =>
        Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => PostgresConnection.ConnectAsync(loop, conninfo)));

    private static void Dispose(PostgresConnection[] connections)
    {
        foreach (PostgresConnection connection in connections)
        {
            connection.Dispose();
        }
    }
}
