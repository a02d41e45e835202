using System.CommandLine;
using System.Net;
using Mux;
using Samples;
using StaticFiles.Serving;

namespace StaticFiles;

/// <summary>The options as a user writes them.</summary>
internal static class CommandLine
{
    private static readonly Option<string> Root = new("--root")
    {
        Description = "The folder whose files are served.",
        HelpName = "folder",
        DefaultValueFactory = _ => ".",
    };

    private static readonly Option<int> Port = new("--port")
    {
        Description = "The TCP port to listen on; 0 picks a free one.",
        HelpName = "number",
        DefaultValueFactory = _ => 8080,
        Validators = { OptionRules.Within(IPEndPoint.MinPort, IPEndPoint.MaxPort) },
    };

    private static readonly Option<IPAddress> Bind = new("--bind")
    {
        Description = "The address to listen on; :: is every address, of IPv4 as well.",
        HelpName = "address",
        DefaultValueFactory = _ => IPAddress.Loopback,
        CustomParser = OptionRules.ParseAddress,
    };

    private static readonly Option<int?> Threads = new("--threads")
    {
        Description = "How many event loops, each with its thread. Unless given, one a processor.",
        HelpName = "number",
        Validators = { OptionRules.Within(1, 1024) },
    };

    private static readonly Option<int> MaxConnections = new("--max-connections")
    {
        Description = $"How many connections may be open at once; further ones wait in the backlog. Unless given, as many as the limit on descriptors allows, and {ConnectionLimit.Most} at most.",
        HelpName = "number",
        DefaultValueFactory = _ => ConnectionLimit.Within(DescriptorLimit.Read(), FileServer.DescriptorsPerConnection),
        Validators = { OptionRules.Within(1, int.MaxValue) },
    };

    private static readonly Option<int> MaxPerAddress = Count("--max-per-address", "How many connections one address may have open at once; further ones are reset. 0 for any number.");

    private static readonly Option<int> RatePerAddress = Count("--rate-per-address", "How many connections a second are accepted from one address; further ones are reset. 0 for any rate.");

    private static readonly Option<int> IdleTimeout = Seconds("--idle-timeout", 60, "How long a connection may be idle between two requests.");

    private static readonly Option<int> HeaderTimeout = Seconds("--header-timeout", 10, "How long a request may take to come in, from its first byte.");

    private static readonly Option<int> SendTimeout = Seconds("--send-timeout", 30, "How long a peer may read nothing of an answer.");

    private static readonly Option<int> MinSendRate = Count("--min-send-rate", "How many bytes a second of its answers a peer must read on average; what it reads faster gives it no more than --send-timeout. 0 for any rate.", usual: 4096);

    /// <summary>Reads the command line and runs the server, or prints what is wrong or what was asked for.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="run">Runs the server and returns the exit code.</param>
    /// <returns>The exit code.</returns>
    public static int Invoke(string[] args, Func<ServerOptions, int> run)
    {
        var root = new RootCommand("Serves the files of a folder by HTTP/1.1.") { Root, Port, Bind, Threads, MaxConnections, MaxPerAddress, RatePerAddress, IdleTimeout, HeaderTimeout, SendTimeout, MinSendRate };
        root.SetAction(parsed => run(Read(parsed)));
        return CommandLineRun.Invoke(root, args);
    }

    private static ServerOptions Read(ParseResult parsed) => new(
        parsed.GetRequiredValue(Root),
        new IPEndPoint(parsed.GetRequiredValue(Bind), parsed.GetRequiredValue(Port)),
        parsed.GetValue(Threads) ?? Environment.ProcessorCount,
        parsed.GetRequiredValue(MaxConnections),
        LimitOf(parsed, MaxPerAddress),
        LimitOf(parsed, RatePerAddress),
        new Deadlines(TimeOf(parsed, IdleTimeout), TimeOf(parsed, HeaderTimeout), TimeOf(parsed, SendTimeout), parsed.GetRequiredValue(MinSendRate)));

    private static int? LimitOf(ParseResult parsed, Option<int> count) => parsed.GetRequiredValue(count) is > 0 and var limit ? limit : null;

    private static TimeSpan TimeOf(ParseResult parsed, Option<int> seconds) => TimeSpan.FromSeconds(parsed.GetRequiredValue(seconds));

    private static Option<int> Count(string name, string description, int usual = 0) => new(name)
    {
        Description = description,
        HelpName = "number",
        DefaultValueFactory = _ => usual,
        Validators = { OptionRules.Within(0, int.MaxValue) },
    };

    private static Option<int> Seconds(string name, int usual, string description) => new(name)
    {
        Description = description,
        HelpName = "seconds",
        DefaultValueFactory = _ => usual,
        Validators = { OptionRules.Within(1, 24 * 60 * 60) },
    };
}
