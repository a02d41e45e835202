using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;

namespace StaticFiles;

/// <summary>The options as a user writes them.</summary>
internal static class CommandLine
{
    /// <summary>The exit code of a command line that makes no sense.</summary>
    public const int WrongUsage = 2;

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
        Validators = { Within(IPEndPoint.MinPort, IPEndPoint.MaxPort) },
    };

    private static readonly Option<IPAddress> Bind = new("--bind")
    {
        Description = "The address to listen on; :: is every address, of IPv4 as well.",
        HelpName = "address",
        DefaultValueFactory = _ => IPAddress.Loopback,
        CustomParser = ParseAddress,
    };

    private static readonly Option<int?> Threads = new("--threads")
    {
        Description = "How many event loops, each with its thread. Unless given, one a processor.",
        HelpName = "number",
        Validators = { Within(1, 1024) },
    };

    private static readonly Option<int> MaxConnections = new("--max-connections")
    {
        Description = "How many connections may be open at once; further ones wait in the backlog.",
        HelpName = "number",
        DefaultValueFactory = _ => 10_000,
        Validators = { Within(1, int.MaxValue) },
    };

    private static readonly Option<int> IdleTimeout = Seconds("--idle-timeout", 60, "How long a connection may be idle between two requests.");

    private static readonly Option<int> HeaderTimeout = Seconds("--header-timeout", 10, "How long a request may take to come in, from its first byte.");

    private static readonly Option<int> SendTimeout = Seconds("--send-timeout", 30, "How long a peer may read nothing of an answer.");

    /// <summary>Reads the command line and runs the server, or prints what is wrong or what was asked for.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="run">Runs the server and returns the exit code.</param>
    /// <returns>The exit code.</returns>
    public static int Invoke(string[] args, Func<ServerOptions, int> run)
    {
        var root = new RootCommand("Serves the files of a folder by HTTP/1.1.") { Root, Port, Bind, Threads, MaxConnections, IdleTimeout, HeaderTimeout, SendTimeout };
        root.SetAction(parsed => run(Read(parsed)));

        ParseResult parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            parsed.Invoke(new InvocationConfiguration { Output = Console.Error }); // Usage belongs to the error here: nobody asked for it.
            return WrongUsage;
        }

        // A signal ends the server in its own way; without a termination timeout the command line leaves signals alone.
        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private static ServerOptions Read(ParseResult parsed) => new(
        parsed.GetRequiredValue(Root),
        new IPEndPoint(parsed.GetRequiredValue(Bind), parsed.GetRequiredValue(Port)),
        parsed.GetValue(Threads) ?? Environment.ProcessorCount,
        parsed.GetRequiredValue(MaxConnections),
        new Deadlines(TimeOf(parsed, IdleTimeout), TimeOf(parsed, HeaderTimeout), TimeOf(parsed, SendTimeout)));

    private static TimeSpan TimeOf(ParseResult parsed, Option<int> seconds) => TimeSpan.FromSeconds(parsed.GetRequiredValue(seconds));

    private static Option<int> Seconds(string name, int usual, string description) => new(name)
    {
        Description = description,
        HelpName = "seconds",
        DefaultValueFactory = _ => usual,
        Validators = { Within(1, 24 * 60 * 60) },
    };

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
