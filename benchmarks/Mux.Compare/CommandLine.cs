using System.CommandLine;
using System.CommandLine.Parsing;
using Mux.Compare.Measuring;

namespace Mux.Compare;

/// <summary>The options as a user writes them.</summary>
internal static class CommandLine
{
    /// <summary>The word by which this program is one of the servers that it compares; its name follows.</summary>
    public const string ServeCommand = "serve";

    private const string AllSuites = "all";

    private static readonly Argument<string> Suite = new Argument<string>("suite")
    {
        Description = "What to compare.",
    }.AcceptOnlyFromAmong([.. Suites.Names, AllSuites]);

    private static readonly Option<int> Rounds = new("--rounds")
    {
        Description = "How often each peer has its turn, after one turn to warm up.",
        HelpName = "number",
        DefaultValueFactory = _ => 5,
        Validators = { AtLeastOne },
    };

    private static readonly Option<FileInfo?> JsonFile = new("--json")
    {
        Description = "Writes the rows into a file as well.",
        HelpName = "file",
    };

    private static readonly Option<string[]> Peers = new("--peers")
    {
        Description = "Only these, by their names in the tables, with commas between (a name may hold one: then give the option again). The reference takes part in any case.",
        HelpName = "names",
    };

    private static readonly Option<DirectoryInfo?> ReportFolder = new("--report")
    {
        Description = "Writes tables and charts into a folder as well.",
        HelpName = "folder",
    };

    private static readonly Option<bool> NoPin = new("--no-pin")
    {
        Description = "Leaves threads and servers free. Unless given, a server or poster has one processor and the load or loop another. Threads of the pool cannot be bound.",
    };

    public static int Invoke(string[] args, Action<ComparisonOptions> run)
    {
        var root = new RootCommand("Compares Mux with what might be used in its place, all in one run.") { Suite, Peers, Rounds, JsonFile, ReportFolder, NoPin };
        root.SetAction(parsed => run(Read(parsed)));
        return root.Parse(args).Invoke();
    }

    private static ComparisonOptions Read(ParseResult parsed)
    {
        string suite = parsed.GetRequiredValue(Suite);
        return new ComparisonOptions(
            suite == AllSuites ? Suites.Names : [suite],
            new PeerChoice(parsed.GetValue(Peers) is { Length: > 0 } names ? names : null),
            parsed.GetRequiredValue(Rounds),
            parsed.GetValue(JsonFile)?.FullName,
            parsed.GetValue(ReportFolder)?.FullName,
            Pin: !parsed.GetValue(NoPin));
    }

    private static void AtLeastOne(OptionResult option)
    {
        if (option.Tokens is [{ Value: var word }] && int.TryParse(word, out int number) && number < 1)
        {
            option.AddError($"'{option.Option.Name}' is 1 or more, not {number}.");
        }
    }
}
