using System.Globalization;

namespace Mux.Native.Tests.Curl;

/// <summary>libcurl's multi_socket interface, by awaits and by registrations.</summary>
public sealed class CurlTests
{
    private const int CURLE_COULDNT_CONNECT = 7;
    private const int CURLE_PARTIAL_FILE = 18;
    private const int CURLE_OPERATION_TIMEDOUT = 28;

    private static readonly int[] Lengths = [0, 1, 1460, 16_384, 100_000];

    /// <summary>The two ways to watch a socket.</summary>
    public enum Watch
    {
        Await,
        Register,
    }

    [Theory]
    [InlineData(Watch.Await, true)]
    [InlineData(Watch.Await, false)]
    [InlineData(Watch.Register, true)]
    [InlineData(Watch.Register, false)]
    public Task Four_thousand_transfers_200_at_a_time_bring_what_was_sent(Watch watch, bool forbidReuse)
    {
        const int Transfers = 4_000;
        const int AtATime = 200;

        return RunAsync(watch, async (curl, server) =>
        {
            int next = 0;
            await Task.WhenAll(Enumerable.Range(0, AtATime).Select(async _ =>
            {
                while (next < Transfers)
                {
                    int number = next++;
                    await CheckAsync(curl, server, number, forbidReuse);
                }
            }));

            // libcurl keeps four times as many idle connections as it has transfers at present, so it closes some when many transfers end
            // at the same time.
            (int least, int most) = forbidReuse ? (Transfers, Transfers) : (1, Transfers / 2);
            Assert.InRange(server.Connections, least, most);
        });
    }

    [Theory]
    [InlineData(Watch.Await)]
    [InlineData(Watch.Register)]
    public Task A_transfer_that_is_not_answered_ends_by_libcurls_timer(Watch watch) => RunAsync(watch, async (curl, server) =>
    {
        var silence = new CurlRequest(Url(server, "silence"), Timeout: TimeSpan.FromMilliseconds(50));

        CurlException[] ends = await FailAsync(curl, silence, 50);

        Assert.All(ends, end => Assert.Equal(CURLE_OPERATION_TIMEDOUT, end.Code));
        await CheckAsync(curl, server, 0, forbidReuse: false);
    });

    [Theory]
    [InlineData(Watch.Await)]
    [InlineData(Watch.Register)]
    public Task A_transfer_that_the_server_cuts_short_fails(Watch watch) => RunAsync(watch, async (curl, server) =>
    {
        var cut = new CurlRequest(Url(server, "cut"));

        CurlException[] ends = await FailAsync(curl, cut, 50);

        Assert.All(ends, end => Assert.Equal(CURLE_PARTIAL_FILE, end.Code));
        await CheckAsync(curl, server, 0, forbidReuse: false);
    });

    [Theory]
    [InlineData(Watch.Await)]
    [InlineData(Watch.Register)]
    public Task A_connect_that_nobody_answers_fails(Watch watch) => RunAsync(watch, async (curl, _) =>
    {
        CurlException end = await Assert.ThrowsAsync<CurlException>(() => curl.TransferAsync(new CurlRequest("http://localhost:1/")));

        Assert.Equal(CURLE_COULDNT_CONNECT, end.Code);
    });

    [Theory]
    [InlineData(Watch.Await)]
    [InlineData(Watch.Register)]
    public Task Transfers_that_are_under_way_at_the_end_are_cancelled(Watch watch) => RunAsync(watch, async (curl, server) =>
    {
        var silence = new CurlRequest(Url(server, "silence"));
        Task<CurlResponse>[] transfers = [.. Enumerable.Range(0, 50).Select(_ => curl.TransferAsync(silence))];
        await CheckAsync(curl, server, 0, forbidReuse: false);

        curl.Dispose();

        await Assert.AllAsync(transfers, transfer => Assert.ThrowsAnyAsync<OperationCanceledException>(() => transfer));
    });

    [Fact]
    public Task A_socket_that_cannot_be_watched_fails_the_transfers_with_the_reason()
    {
        var reason = new InvalidOperationException("No.");

        return RunAsync((_, _) => throw reason, async (curl, server) =>
        {
            CurlException end = await Assert.ThrowsAsync<CurlException>(() => curl.TransferAsync(new CurlRequest(Url(server, "0"))));

            Assert.Same(reason, end.InnerException);
        });
    }

    private static Task RunAsync(Watch watch, Func<CurlMulti, HttpServer, Task> fact) =>
        RunAsync(
            (curl, number) => watch == Watch.Await ? new AwaitedCurlSocket(curl, number) : new RegisteredCurlSocket(curl, number), fact);

    private static Task RunAsync(Func<CurlMulti, int, ICurlSocket> watch, Func<CurlMulti, HttpServer, Task> fact)
    {
        NativeLibraries.SkipUnlessInstalled(LibCurl.Library, "libcurl4");

        return OnLoop.RunAsync(async loop =>
        {
            using var server = new HttpServer();
            using var curl = new CurlMulti(loop, watch);

            await fact(curl, server);
        });
    }

    private static Task<CurlException[]> FailAsync(CurlMulti curl, CurlRequest request, int times) =>
        Task.WhenAll(Enumerable.Range(0, times).Select(_ => Assert.ThrowsAsync<CurlException>(() => curl.TransferAsync(request))));

    private static async Task CheckAsync(CurlMulti curl, HttpServer server, int number, bool forbidReuse)
    {
        int length = Lengths[number % Lengths.Length];
        byte[] expected = HttpServer.Pattern[..length];
        bool isPost = number % 4 == 3;
        CurlResponse response = await curl.TransferAsync(isPost
            ? new CurlRequest(Url(server, "post"), expected, forbidReuse)
            : new CurlRequest(Url(server, length.ToString(CultureInfo.InvariantCulture)), ForbidReuse: forbidReuse));

        Assert.Equal(200, response.Status);
        Assert.True(response.Body.AsSpan().SequenceEqual(expected), "The body is another one.");
    }

    // By name: libcurl resolves it on a thread of its own, and tries the address of IPv6, on which nobody listens, as well.
    private static string Url(HttpServer server, string path) => $"http://localhost:{server.Port}/{path}";
}
