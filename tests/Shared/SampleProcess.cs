using System.Diagnostics;
using System.Globalization;

namespace Mux.Samples;

/// <summary>A sample, started as a user starts it. Whatever is waited for has failed after the bound.</summary>
internal sealed class SampleProcess : IDisposable
{
    /// <summary>After this long, whatever is waited for has failed.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private string? _errors;

    private SampleProcess(Process process) => _process = process;

    /// <summary>Its number.</summary>
    public int Id => _process.Id;

    /// <summary>Its standard input, unless a shell gave it another one: a pipe that stays silent, and open, while nothing is written.</summary>
    public StreamWriter Input => _process.StandardInput;

    /// <summary>What it wrote to standard error, after it has ended; without the lines that <see cref="ReadError"/> has taken.</summary>
    public string Errors => _errors ??= Finish(_process.StandardError.ReadToEndAsync()); // Little enough to fit into the pipe until then.

    /// <summary>Starts the sample that lies beside the tests.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="arguments">Its arguments, as a command line.</param>
    public static SampleProcess Start(string name, string arguments) => Start(new ProcessStartInfo(Dotnet, $"\"{PathOf(name)}\" {arguments}"));

    /// <summary>Starts the sample by a shell, which can give it other limits and descriptors.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="arguments">Its arguments, and redirections.</param>
    /// <param name="before">What the shell is to do before it becomes the sample, with <c>&amp;&amp;</c> behind.</param>
    public static SampleProcess StartByShell(string name, string arguments, string before = "") =>
        Start(new ProcessStartInfo("/bin/sh", ["-c", $"{before} exec '{Dotnet}' '{PathOf(name)}' {arguments}"]));

    /// <summary>Starts any command.</summary>
    public static SampleProcess Start(ProcessStartInfo command)
    {
        ProcessStartInfo start = OperatingSystem.IsLinux() ? WithInterrupts(command) : command;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return new SampleProcess(Process.Start(start)!);
    }

    /// <summary>Waits for the next line on standard output.</summary>
    public string ReadLine() => Finish(_process.StandardOutput.ReadLineAsync()) ?? throw new InvalidOperationException($"It ended without another line: {Errors}");

    /// <summary>Waits for the next line on standard error.</summary>
    public string ReadError() => Finish(_process.StandardError.ReadLineAsync()) ?? throw new InvalidOperationException("It ended without another line.");

    /// <summary>Sends it a signal.</summary>
    /// <param name="name">The name as kill(1) has it, for example <c>TERM</c>.</param>
    public void Signal(string name)
    {
        using Process kill = Process.Start("/bin/sh", ["-c", $"kill -{name} {Id.ToString(CultureInfo.InvariantCulture)}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code, and what it wrote to standard output since the last line that was read.</returns>
    public (int ExitCode, string Output) WaitForEnd()
    {
        string output = Finish(_process.StandardOutput.ReadToEndAsync());
        Assert.True(_process.WaitForExit(Bound), "It did not end.");
        return (_process.ExitCode, output.ReplaceLineEndings()); // Another system's build ends its lines as that system does.
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true); // A sample may have started something itself.
        }

        _process.WaitForExit();
        _process.Dispose();
    }

    private static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, $"{name}.dll");

    // Whoever starts the tests in the background of a shell without job control hands an ignored SIGINT on to them and to all their children, and nohup(1) an ignored SIGHUP. See env(1), coreutils 8.31.
    private static ProcessStartInfo WithInterrupts(ProcessStartInfo command)
    {
        const string Option = "--default-signal=INT,HUP";
        return command.ArgumentList.Count > 0
            ? new ProcessStartInfo("env", [Option, command.FileName, .. command.ArgumentList])
            : new ProcessStartInfo("env", $"{Option} \"{command.FileName}\" {command.Arguments}");
    }

    private static T Finish<T>(Task<T> task) => task.WaitAsync(Bound).GetAwaiter().GetResult();
}
