using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Microsoft.Extensions.Options;
using Mux;
using Samples;

namespace EchoServer;

/// <summary>The options as a user writes them.</summary>
internal static class CommandLine
{
    // Not "interface", which beside --bind would be a network's.
    private static readonly Option<string> Mode = new Option<string>("--mode")
    {
        Description = "What serves the connections: threads on the bare interface, or async methods on event loops.",
        DefaultValueFactory = _ => "bare",
    }.AcceptOnlyFromAmong("bare", "loop");

    private static readonly Option<int> Port = new("--port")
    {
        Description = "The TCP port to listen on; 0 picks a free one.",
        HelpName = "number",
        DefaultValueFactory = _ => 7777,
        Validators = { OptionRules.Within(IPEndPoint.MinPort, IPEndPoint.MaxPort) },
    };

    private static readonly Option<IPAddress> Bind = new("--bind")
    {
        Description = "The address to listen on.",
        HelpName = "address",
        DefaultValueFactory = _ => IPAddress.Loopback,
        CustomParser = OptionRules.ParseAddress,
    };

    private static readonly Option<string> Trigger = new Option<string>("--trigger")
    {
        Description = "When a connection is reported. Not with --mode loop, where handles are awaited and always edge-triggered.",
        DefaultValueFactory = _ => "level",
        Validators = { OnlyBareHasATrigger },
    }.AcceptOnlyFromAmong("level", "edge", "oneshot");

    private static readonly Option<int?> Threads = new("--threads")
    {
        Description = "How many threads share the connections: 1 unless given, and more than one needs --trigger oneshot. With --mode loop how many loops, each with its thread: unless given, one a processor.",
        HelpName = "number",
        Validators = { OptionRules.Within(1, 1024), OnlyOneShotIsShared },
    };

    private static readonly Option<string> Backend = new("--backend")
    {
        Description = "The multiplexer: epoll, kqueue or iocp, or auto for the one that works on this system.",
        HelpName = "name",
        DefaultValueFactory = _ => "auto",
    };

    private static readonly Option<int?> MaxConnections = new("--max-connections")
    {
        Description = "How many connections may be open at once; further ones wait in the backlog. Unlimited unless given.",
        HelpName = "number",
        Validators = { OptionRules.Within(1, int.MaxValue) },
    };

    /// <summary>Reads the command line and runs the server, or prints what is wrong or what was asked for.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="run">Runs the server and returns the exit code.</param>
    /// <returns>The exit code.</returns>
    public static int Invoke(string[] args, Func<ServerOptions, int> run)
    {
        var root = new RootCommand("Sends every byte back to where it came from.") { Mode, Port, Bind, Trigger, Threads, Backend, MaxConnections };
        root.SetAction(parsed => run(Read(parsed)));

        try
        {
            return CommandLineRun.Invoke(root, args);
        }
        catch (OptionsValidationException unknownBackend)
        {
            // Which backends there are is known only now, after the container was asked.
            Console.Error.WriteLine(unknownBackend.Message);
            root.Parse("--help").Invoke(new InvocationConfiguration { Output = Console.Error });
            return CommandLineRun.WrongUsage;
        }
    }

    private static ServerOptions Read(ParseResult parsed)
    {
        string backend = parsed.GetRequiredValue(Backend);
        ServerMode mode = parsed.GetRequiredValue(Mode) == "loop" ? ServerMode.Loop : ServerMode.Bare;
        return new ServerOptions(
            mode,
            new IPEndPoint(parsed.GetRequiredValue(Bind), parsed.GetRequiredValue(Port)),
            ToTriggerMode(parsed.GetRequiredValue(Trigger)),
            parsed.GetValue(Threads) ?? (mode == ServerMode.Loop ? Environment.ProcessorCount : 1),
            backend == "auto" ? null : backend,
            parsed.GetValue(MaxConnections));
    }

    private static TriggerMode ToTriggerMode(string word) => word switch
    {
        "edge" => TriggerMode.Edge,
        "oneshot" => TriggerMode.OneShot,
        _ => TriggerMode.Level,
    };

    // Level and edge would hand one connection to two threads at once; only one-shot gives it to exactly one.
    private static void OnlyOneShotIsShared(OptionResult threads)
    {
        if (OptionRules.NumberOf(threads) > 1 && !IsLoopMode(threads) && threads.GetResult(Trigger)?.Tokens is not [{ Value: "oneshot" }])
        {
            threads.AddError("More than one thread needs '--trigger oneshot'.");
        }
    }

    private static void OnlyBareHasATrigger(OptionResult trigger)
    {
        if (!trigger.Implicit && IsLoopMode(trigger))
        {
            trigger.AddError("'--trigger' is for '--mode bare': what is awaited on a loop is always edge-triggered.");
        }
    }

    private static bool IsLoopMode(OptionResult beside) => beside.GetResult(Mode)?.Tokens is [{ Value: "loop" }];
}
