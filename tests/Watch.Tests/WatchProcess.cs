using System.Text.RegularExpressions;
using Mux.Samples;

namespace Watch.Tests;

/// <summary>The sample as a process, which watches a folder of its own.</summary>
internal sealed partial class WatchProcess : IDisposable
{
    // A child that outlives every fact, and a timer that never comes due in one.
    private const string Quiet = "--run \"sleep 1000\" --every 86400";

    private readonly SampleProcess _process;

    private WatchProcess(Func<string, SampleProcess> start)
    {
        Folder = Directory.CreateTempSubdirectory("watch").FullName;
        _process = start($"\"{Folder}\"");
    }

    /// <summary>The folder that it watches.</summary>
    public string Folder { get; }

    /// <summary>Its standard input.</summary>
    public StreamWriter Input => _process.Input;

    /// <inheritdoc cref="SampleProcess.Errors"/>
    public string Errors => _process.Errors;

    /// <summary>Starts it.</summary>
    public static WatchProcess Start(string arguments = Quiet)
    {
        SkipOnWindows();
        return new WatchProcess(folder => SampleProcess.Start("Watch", $"{folder} {arguments}"));
    }

    /// <summary>Starts it with another standard input.</summary>
    /// <param name="redirection">In the words of a shell, from the angle bracket on.</param>
    /// <param name="before">What the shell does before, with <c>&amp;&amp;</c> behind.</param>
    public static WatchProcess StartWithInput(string redirection, string before = "")
    {
        SkipOnWindows();
        return new WatchProcess(folder => SampleProcess.StartByShell("Watch", $"{folder} {Quiet} {redirection}", before));
    }

    /// <summary>Reads lines until one is about somebody and says something, and returns that.</summary>
    /// <param name="who">Whom it is about.</param>
    /// <param name="what">A pattern of what it says.</param>
    public string WaitFor(string who, string what)
    {
        while (true)
        {
            if (Line().Match(_process.ReadLine()) is { Success: true } line && line.Groups["who"].Value == who && Regex.IsMatch(line.Groups["what"].Value, $"^(?:{what})$"))
            {
                return line.Groups["what"].Value;
            }
        }
    }

    /// <inheritdoc cref="SampleProcess.Signal"/>
    public void Signal(string name) => _process.Signal(name);

    /// <inheritdoc cref="SampleProcess.WaitForEnd"/>
    public (int ExitCode, string Output) WaitForEnd() => _process.WaitForEnd();

    public void Dispose()
    {
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static void SkipOnWindows() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows can wait for sockets only: there is no descriptor, signal or inotify to show.");

    [GeneratedRegex("^(?<who>[a-z]+): (?<what>.*)$")]
    private static partial Regex Line();
}
