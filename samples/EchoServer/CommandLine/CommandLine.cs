using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;
using Mux;

namespace EchoServer;

/// <summary>The options as a user writes them.</summary>
internal static class CommandLine
{
    /// <summary>The exit code of a command line that makes no sense.</summary>
    public const int WrongUsage = 2;

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
        Validators = { Within(IPEndPoint.MinPort, IPEndPoint.MaxPort) },
    };

    private static readonly Option<IPAddress> Bind = new("--bind")
    {
        Description = "The address to listen on.",
        HelpName = "address",
        DefaultValueFactory = _ => IPAddress.Loopback,
        CustomParser = ParseAddress,
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
        Validators = { Within(1, 1024), OnlyOneShotIsShared },
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
        Validators = { Within(1, int.MaxValue) },
    };

    /// <summary>Reads the command line and runs the server, or prints what is wrong or what was asked for.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="run">Runs the server and returns the exit code.</param>
    /// <returns>The exit code.</returns>
    public static int Invoke(string[] args, Func<ServerOptions, int> run)
    {
        var root = new RootCommand("Sends every byte back to where it came from.") { Mode, Port, Bind, Trigger, Threads, Backend, MaxConnections };
        root.SetAction(parsed => run(Read(parsed)));

        ParseResult parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            parsed.Invoke(new InvocationConfiguration { Output = Console.Error }); // Usage belongs to the error here: nobody asked for it.
            return WrongUsage;
        }

        try
        {
            // A signal ends the server in its own way; without a termination timeout the command line leaves signals alone.
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (OptionsValidationException unknownBackend)
        {
            // Which backends there are is known only now, after the container was asked.
            Console.Error.WriteLine(unknownBackend.Message);
            root.Parse("--help").Invoke(new InvocationConfiguration { Output = Console.Error });
            return WrongUsage;
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
        if (ValueOf(threads) > 1 && !IsLoopMode(threads) && threads.GetResult(Trigger)?.Tokens is not [{ Value: "oneshot" }])
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

    private static IPAddress? ParseAddress(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (IPAddress.TryParse(text, out IPAddress? address))
        {
            return address;
        }

        argument.AddError($"'{text}' is not an IP address.");
        return null;
    }

    private static Action<OptionResult> Within(int least, int most) => option =>
    {
        if (ValueOf(option) is { } value && (value < least || value > most))
        {
            option.AddError($"'{option.Option.Name}' is from {least} to {most}, not {value}.");
        }
    };

    // Null for what is no number: that has been reported already.
    private static int? ValueOf(OptionResult option) =>
        option.Tokens.Count == 1 && int.TryParse(option.Tokens[0].Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) ? value : null;
}
