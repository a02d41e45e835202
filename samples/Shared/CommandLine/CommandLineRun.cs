using System.CommandLine;
using System.CommandLine.Invocation;

namespace Samples;

/// <summary>How every sample treats its command line.</summary>
internal static class CommandLineRun
{
    /// <summary>The exit code of a command line that makes no sense.</summary>
    public const int WrongUsage = 2;

    /// <summary>Runs the command's action, or prints what is wrong or what was asked for.</summary>
    /// <param name="root">The command.</param>
    /// <param name="args">The arguments.</param>
    /// <returns>The exit code.</returns>
    public static int Invoke(RootCommand root, string[] args)
    {
        ParseResult parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            parsed.Invoke(new InvocationConfiguration { Output = Console.Error }); // Usage belongs to the error here: nobody asked for it.
            return WrongUsage;
        }

        // A sample watches signals in its own way; without a termination timeout the command line leaves them alone.
        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }
}
