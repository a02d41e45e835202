using System.CommandLine;
using System.Net;
using Samples;

namespace UdpGame;

/// <summary>The options as a user writes them.</summary>
internal static class CommandLine
{
    private const int Port = 7777;

    // A player's id would allow more; a socket for each, in a client, hardly.
    private const int MostPlayers = 10_000;

    private static readonly Option<int> Listen = new("--port")
    {
        Description = "The UDP port to listen on; 0 picks a free one.",
        HelpName = "port",
        DefaultValueFactory = _ => Port,
        Validators = { OptionRules.Within(IPEndPoint.MinPort, IPEndPoint.MaxPort) },
    };

    private static readonly Option<IPAddress> Bind = new("--bind")
    {
        Description = "The address to listen on; :: for every one.",
        HelpName = "address",
        DefaultValueFactory = _ => IPAddress.Loopback,
        CustomParser = OptionRules.ParseAddress,
    };

    private static readonly Option<int> Rate = new("--rate")
    {
        Description = "How many ticks a second.",
        HelpName = "number",
        DefaultValueFactory = _ => 60,
        Validators = { OptionRules.Within(1, 1000) },
    };

    private static readonly Option<int> MaxPlayers = new("--max-players")
    {
        Description = "How many may play at once.",
        HelpName = "number",
        DefaultValueFactory = _ => 1024,
        Validators = { OptionRules.Within(1, MostPlayers) },
    };

    private static readonly Option<int> Silence = new("--silence")
    {
        Description = "After how many seconds a player of whom nothing is heard is dropped.",
        HelpName = "seconds",
        DefaultValueFactory = _ => 5,
        Validators = { OptionRules.Within(1, 3600) },
    };

    private static readonly Option<int?> Seconds = new("--seconds")
    {
        Description = "After how many seconds to end. Unless given, only a signal ends it.",
        HelpName = "seconds",
        Validators = { OptionRules.Within(1, 1_000_000) },
    };

    private static readonly Option<Target> To = new("--to")
    {
        Description = "The server. An IPv6 address stands in brackets: [::1]:7777. Of a name's addresses it is the first IPv4 one, if there is any.",
        HelpName = "host:port",
        DefaultValueFactory = _ => new Target($"{IPAddress.Loopback}", Port),
        CustomParser = TargetOption.Parse,
    };

    private static readonly Option<int> Players = new("--players")
    {
        Description = "How many players to simulate, each with a socket of its own.",
        HelpName = "number",
        DefaultValueFactory = _ => 1,
        Validators = { OptionRules.Within(1, MostPlayers) },
    };

    private static readonly Option<int> Drop = new("--drop")
    {
        Description = "How many of a hundred received datagrams to throw away, as a bad network does.",
        HelpName = "percent",
        Validators = { OptionRules.Within(0, 100) },
    };

    private static readonly Option<int> Delay = new("--delay")
    {
        Description = $"How many of a hundred received states to hold back until up to {BadNetwork.MostOvertaking} later ones have come. One that more than {SequenceWindow.Length} overtake is late.",
        HelpName = "percent",
        Validators = { OptionRules.Within(0, 100) },
    };

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "Decides which those are, and where the players go.",
        HelpName = "number",
        DefaultValueFactory = _ => 1,
    };

    /// <summary>Reads the command line and runs the server or the client, or prints what is wrong or what was asked for.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="serve">Runs the server and returns the exit code.</param>
    /// <param name="play">Runs the client and returns the exit code.</param>
    /// <returns>The exit code.</returns>
    public static int Invoke(string[] args, Func<ServerOptions, int> serve, Func<ClientOptions, int> play)
    {
        var server = new Command("server", "Tells all players where all players are, at a fixed rate.") { Listen, Bind, Rate, MaxPlayers, Silence, Seconds };
        server.SetAction(parsed => serve(ReadServer(parsed)));
        var client = new Command("client", "Simulates players, and shows each second what has come to them and what has not.") { To, Players, Drop, Delay, Seed, Seconds };
        client.SetAction(parsed => play(ReadClient(parsed)));
        return CommandLineRun.Invoke(new RootCommand("A game over UDP: a server that broadcasts at a fixed rate, and its client.") { server, client }, args);
    }

    private static ServerOptions ReadServer(ParseResult parsed) => new(
        new IPEndPoint(parsed.GetRequiredValue(Bind), parsed.GetRequiredValue(Listen)),
        parsed.GetRequiredValue(Rate),
        parsed.GetRequiredValue(MaxPlayers),
        TimeSpan.FromSeconds(parsed.GetRequiredValue(Silence)),
        ReadDuration(parsed));

    private static ClientOptions ReadClient(ParseResult parsed) => new(
        parsed.GetRequiredValue(To),
        parsed.GetRequiredValue(Players),
        parsed.GetValue(Drop),
        parsed.GetValue(Delay),
        parsed.GetRequiredValue(Seed),
        ReadDuration(parsed));

    private static TimeSpan ReadDuration(ParseResult parsed) => parsed.GetValue(Seconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan;
}
