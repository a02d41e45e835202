using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace StaticFiles.Tests.Serving;

public sealed class LoadTests
{
    [Fact]
    public async Task A_file_of_64_MiB_arrives_byte_for_byte()
    {
        using ServerProcess server = ServerProcess.StartListening();
        byte[] content = Payload.Bytes(64 * 1024 * 1024);
        server.Site.With("large.bin", content);
        using var http = new HttpClient { BaseAddress = server.Address };

        await using Stream body = await http.GetStreamAsync(new Uri("large.bin", UriKind.Relative), TestContext.Current.CancellationToken);
        byte[] hash = await SHA256.HashDataAsync(body, TestContext.Current.CancellationToken);

        Assert.Equal(Convert.ToHexString(SHA256.HashData(content)), Convert.ToHexString(hash));
    }

    [Fact]
    public void Two_hundred_connections_at_once_get_each_their_own()
    {
        using ServerProcess server = ServerProcess.StartListening();
        for (int number = 0; number < 200; number++)
        {
            server.Site.With($"{number}.bin", Payload.Bytes(number * 1000, number));
        }

        Client[] clients = [.. Enumerable.Range(0, 200).Select(_ => server.Connect())];
        for (int round = 0; round < 3; round++)
        {
            for (int number = 0; number < clients.Length; number++)
            {
                clients[number].Get($"/{number}.bin");
            }

            Assert.All(clients, (client, number) => Assert.Equal(Payload.Bytes(number * 1000, number), client.Receive().Body));
        }

        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact]
    public async Task An_http_client_finds_all_that_it_expects()
    {
        using ServerProcess server = ServerProcess.StartListening();
        server.Site.With("index.html", "<html></html>").With("sub/index.html", "sub index").With("a.css", "body {}");
        using var http = new HttpClient { BaseAddress = server.Address };
        CancellationToken cancellation = TestContext.Current.CancellationToken;

        using HttpResponseMessage index = await http.GetAsync(new Uri("", UriKind.Relative), cancellation);
        using HttpResponseMessage redirected = await http.GetAsync(new Uri("sub", UriKind.Relative), cancellation);
        using HttpResponseMessage missing = await http.GetAsync(new Uri("missing", UriKind.Relative), cancellation);
        using var conditional = new HttpRequestMessage(HttpMethod.Get, "");
        conditional.Headers.IfNoneMatch.Add(index.Headers.ETag!);
        using HttpResponseMessage unchanged = await http.SendAsync(conditional, cancellation);
        using var partial = new HttpRequestMessage(HttpMethod.Get, "a.css") { Headers = { Range = new RangeHeaderValue(0, 3) } };
        using HttpResponseMessage part = await http.SendAsync(partial, cancellation);
        using HttpResponseMessage posted = await http.PostAsync(new Uri("a.css", UriKind.Relative), new ByteArrayContent(new byte[100_000]), cancellation);

        Assert.Equal("text/html; charset=utf-8", index.Content.Headers.ContentType!.ToString());
        Assert.Equal(SiteOnDisk.Written, index.Content.Headers.LastModified);
        Assert.Equal("/sub/", redirected.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal("sub index", await redirected.Content.ReadAsStringAsync(cancellation));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal("body", await part.Content.ReadAsStringAsync(cancellation));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
    }

    [Fact]
    public void Connections_beyond_the_limit_wait_until_one_ends()
    {
        using ServerProcess server = ServerProcess.StartListening("--max-connections 2");
        server.Site.With("a.txt", "hello");
        using Client first = server.Connect();
        using Client second = server.Connect();
        Ask(first);
        Ask(second);

        using Client third = server.Connect();
        third.Get("/a.txt");
        Ask(first); // The server has been round since the third one asked.
        Ask(second);
        int early = third.Socket.Available;
        first.Dispose();

        Assert.Equal(0, early);
        Assert.Equal("hello", third.Receive().Text);
    }

    [Fact]
    public void A_server_out_of_descriptors_says_so_once_and_serves_everybody_in_turn()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no limit on descriptors that a shell can lower.");
        const int Descriptors = 160; // What the runtime needs for itself, and some for connections.
        using ServerProcess server = ServerProcess.StartListening("--max-connections 10000", descriptors: Descriptors);
        server.Site.With("a.txt", "hello");
        Client[] clients = [.. Enumerable.Range(0, 2 * Descriptors).Select(_ => server.Connect())];

        // They are accepted in the order in which they connected; each that leaves makes room for another.
        foreach (Client client in clients)
        {
            client.Get("/a.txt");
            Response response = client.Receive();
            Assert.True(response.Status is 200 or 503); // There is a connection, but perhaps no descriptor for the file.
            client.Dispose();
        }

        server.Signal("TERM");
        (int exitCode, string output) = server.WaitForEnd();

        string[] complaints = server.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, complaints.Length);
        Assert.Contains("160", complaints[0], StringComparison.Ordinal); // That the limit is lower than the connections it was told to let in.
        Assert.Matches("^Cannot accept with [0-9]+ connections open, will try again: ", complaints[1]);
        Assert.Equal(0, exitCode);
        Assert.StartsWith($"connections served: {2 * Descriptors}, requests answered: {2 * Descriptors}, ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Unless_it_is_told_a_server_lets_in_only_as_many_as_it_has_descriptors_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no limit on descriptors that a shell can lower.");
        using ServerProcess server = ServerProcess.StartListening(descriptors: 160);
        server.Site.With("a.txt", "hello");
        Client[] clients = [.. Enumerable.Range(0, 200).Select(_ => server.Connect())];

        foreach (Client client in clients)
        {
            Ask(client);
            client.Dispose();
        }

        server.Signal("TERM");
        Assert.Equal(0, server.WaitForEnd().ExitCode);
        Assert.Equal("", server.Errors);
    }

    private static void Ask(Client client)
    {
        client.Get("/a.txt");
        Assert.Equal("hello", client.Receive().Text);
    }
}
