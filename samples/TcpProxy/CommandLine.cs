using System.CommandLine;
using System.Net;
using Mux;
using Samples;

namespace TcpProxy;

/// <summary>The options as a user writes them.</summary>
internal static class CommandLine
{
    private static readonly Option<int> Listen = new("--listen")
    {
        Description = "The TCP port to listen on; 0 picks a free one.",
        HelpName = "port",
        Required = true,
        Validators = { OptionRules.Within(IPEndPoint.MinPort, IPEndPoint.MaxPort) },
    };

    private static readonly Option<Target> To = new("--to")
    {
        Description = "Where connections are forwarded. An IPv6 address stands in brackets: [::1]:80.",
        HelpName = "host:port",
        Required = true,
        CustomParser = TargetOption.Parse,
    };

    private static readonly Option<IPAddress> Bind = new("--bind")
    {
        Description = "The address to listen on.",
        HelpName = "address",
        DefaultValueFactory = _ => IPAddress.Loopback,
        CustomParser = OptionRules.ParseAddress,
    };

    private static readonly Option<int> MaxConnections = new("--max-connections")
    {
        Description = $"How many connections may be open at once; further ones wait in the backlog. Unless given, as many as the limit on descriptors allows, and {ConnectionLimit.Most} at most.",
        HelpName = "number",
        DefaultValueFactory = _ => ConnectionLimit.Within(DescriptorLimit.Read(), Proxy.DescriptorsPerConnection),
        Validators = { OptionRules.Within(1, int.MaxValue) },
    };

    private static readonly Option<int?> Idle = new("--idle")
    {
        Description = "After how many seconds a connection on which nothing moves is reset. Never unless given.",
        HelpName = "seconds",
        Validators = { OptionRules.Within(1, 1_000_000) },
    };

    /// <summary>Reads the command line and runs the proxy, or prints what is wrong or what was asked for.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="run">Runs the proxy and returns the exit code.</param>
    /// <returns>The exit code.</returns>
    public static int Invoke(string[] args, Func<ProxyOptions, int> run)
    {
        var root = new RootCommand("Forwards every TCP connection to another address.") { Listen, To, Bind, MaxConnections, Idle };
        root.SetAction(parsed => run(Read(parsed)));
        return CommandLineRun.Invoke(root, args);
    }

    private static ProxyOptions Read(ParseResult parsed) => new(
        new IPEndPoint(parsed.GetRequiredValue(Bind), parsed.GetRequiredValue(Listen)),
        parsed.GetRequiredValue(To),
        parsed.GetRequiredValue(MaxConnections),
        parsed.GetValue(Idle) is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan);
}
