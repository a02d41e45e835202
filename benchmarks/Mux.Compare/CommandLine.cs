using System.CommandLine;
using System.CommandLine.Parsing;

namespace Mux.Compare;

/// <summary>The options as a user writes them.</summary>
internal static class CommandLine
{
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

    private static readonly Option<bool> Pin = new("--pin")
    {
        Description = "Binds the poster's thread to one processor and the loop's to another. Threads of the pool cannot be bound.",
    };

    public static int Invoke(string[] args, Action<ComparisonOptions> run)
    {
        var root = new RootCommand("Compares Mux with what might be used in its place, all in one run.") { Suite, Rounds, JsonFile, Pin };
        root.SetAction(parsed => run(Read(parsed)));
        return root.Parse(args).Invoke();
    }

    private static ComparisonOptions Read(ParseResult parsed)
    {
        string suite = parsed.GetRequiredValue(Suite);
        return new ComparisonOptions(
            suite == AllSuites ? Suites.Names : [suite],
            parsed.GetRequiredValue(Rounds),
            parsed.GetValue(JsonFile)?.FullName,
            parsed.GetValue(Pin));
    }

    private static void AtLeastOne(OptionResult option)
    {
        if (option.Tokens is [{ Value: var word }] && int.TryParse(word, out int number) && number < 1)
        {
            option.AddError($"'{option.Option.Name}' is 1 or more, not {number}.");
        }
    }
}
