using System.CommandLine;
using System.CommandLine.Parsing;
using Samples;

namespace Watch;

/// <summary>The options as a user writes them.</summary>
internal static class CommandLine
{
    private const double LeastSeconds = 0.001;
    private const double MostSeconds = 86_400;

    private static readonly Argument<DirectoryInfo> Folder = new Argument<DirectoryInfo>("folder")
    {
        Description = "The folder to watch, on Linux.",
        DefaultValueFactory = _ => new DirectoryInfo("."),
    }.AcceptExistingOnly();

    private static readonly Option<string> Run = new("--run")
    {
        Description = "What the child process runs, in the words of the system's shell. It has no input, and does not outlive the program.",
        HelpName = "command",
        DefaultValueFactory = _ => OperatingSystem.IsWindows() ? "ping -n 4 127.0.0.1 >nul" : "sleep 3",
    };

    private static readonly Option<double> Every = new("--every")
    {
        Description = "The timer's period.",
        HelpName = "seconds",
        DefaultValueFactory = _ => 1,
        Validators = { IsTime },
    };

    private static readonly Option<double?> For = new("--for")
    {
        Description = "After what time to end. Unless given, only a signal ends it.",
        HelpName = "seconds",
        Validators = { IsTime },
    };

    private static readonly RootCommand Root = new(
        "Waits at once for lines on standard input, a timer, a child process, signals and changes in a folder, on one thread, and prints what happens, a line an event. " +
        "Ctrl+C, SIGTERM or a closed terminal (SIGHUP) ends it; the end of standard input does not. What cannot be watched it says, and goes on without.")
    {
        Folder, Run, Every, For,
    };

    /// <summary>Reads the command line and runs the program, or prints what is wrong or what was asked for.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="run">Runs the program.</param>
    /// <returns>The exit code.</returns>
    public static int Invoke(string[] args, Action<WatchOptions> run)
    {
        Root.SetAction(parsed => run(Read(parsed)));
        return CommandLineRun.Invoke(Root, args);
    }

    private static WatchOptions Read(ParseResult parsed) => new(
        parsed.GetRequiredValue(Folder).FullName,
        parsed.GetRequiredValue(Run),
        TimeSpan.FromSeconds(parsed.GetRequiredValue(Every)),
        parsed.GetValue(For) is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan);

    private static void IsTime(OptionResult option)
    {
        if (option.Tokens.Count == 1 && double.TryParse(option.Tokens[0].Value, out double seconds) && seconds is not (>= LeastSeconds and <= MostSeconds))
        {
            option.AddError($"'{option.Option.Name}' is from {LeastSeconds} to {MostSeconds} seconds, not {option.Tokens[0].Value}.");
        }
    }
}
