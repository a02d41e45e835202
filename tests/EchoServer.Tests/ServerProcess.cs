using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace EchoServer.Tests;

/// <summary>The sample, started as a user starts it.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    /// <summary>After this long, whatever is waited for has failed.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    // The command that starts another build of the sample, such as one for Windows under Wine: a program, and the first of its arguments.
    private static readonly string[]? OtherBuild = Environment.GetEnvironmentVariable("MUX_TEST_ECHO_SERVER")?.Split(' ', 2);

    private readonly Process _process;
    private string? _errors;
    private ServerProcess(Process process) => _process = process;

    /// <summary>The line that says where it listens, once <see cref="StartListening"/> has seen it.</summary>
    public string FirstLine { get; private set; } = "";

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.None, 0);

    /// <summary>What it wrote to standard error, after it has ended; without the lines that <see cref="ReadError"/> has taken.</summary>
    public string Errors => _errors ??= Finish(_process.StandardError.ReadToEndAsync()); // Little enough to fit into the pipe until then.

    /// <summary>Starts it on a port of the system's choice, and returns once it listens.</summary>
    /// <param name="arguments">Further arguments, separated by blanks.</param>
    /// <param name="descriptors">How many descriptors it may have, or null for as many as usual.</param>
    public static ServerProcess StartListening(string arguments = "", int? descriptors = null)
    {
        ServerProcess server = Start($"--port 0 {arguments}", descriptors);
        try
        {
            server.FirstLine = Finish(server._process.StandardOutput.ReadLineAsync()) ?? throw new InvalidOperationException($"It ended: {server.Errors}");
            server.EndPoint = IPEndPoint.Parse(Address().Match(server.FirstLine).Groups[1].Value);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Starts it.</summary>
    public static ServerProcess Start(string arguments, int? descriptors = null)
    {
        if (OtherBuild is [var program, var first])
        {
            Assert.SkipWhen(descriptors is not null, "Descriptors are limited for the build beside these tests only.");
            return Run(new ProcessStartInfo(program, $"{first} {arguments}"));
        }

        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        string sample = Path.Combine(AppContext.BaseDirectory, "EchoServer.dll");
        var start = descriptors is { } limit
            ? new ProcessStartInfo("/bin/sh", ["-c", $"ulimit -n {limit} && exec '{dotnet}' '{sample}' {arguments}"])
            : new ProcessStartInfo(dotnet, $"\"{sample}\" {arguments}");
        return Run(start);
    }

    /// <summary>A new connection to it.</summary>
    public Client Connect() => new(EndPoint);

    /// <summary>Waits for the next line on standard error.</summary>
    public string ReadError() => Finish(_process.StandardError.ReadLineAsync()) ?? throw new InvalidOperationException("It ended without another line.");

    /// <summary>Sends it a signal.</summary>
    /// <param name="name">The name as kill(1) has it, for example <c>TERM</c>.</param>
    public void Signal(string name)
    {
        // Wine makes Ctrl+C of an interrupt, and knows no other signal that a program could hear of.
        string sent = OtherBuild is null ? name : "INT";
        using Process kill = Process.Start("/bin/sh", ["-c", $"kill -{sent} {_process.Id.ToString(CultureInfo.InvariantCulture)}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code, and what it wrote to standard output since the first line.</returns>
    public (int ExitCode, string Output) WaitForEnd()
    {
        string output = Finish(_process.StandardOutput.ReadToEndAsync());
        Assert.True(_process.WaitForExit(Bound), "The server did not end.");
        return (_process.ExitCode, output.ReplaceLineEndings()); // Another build may end its lines as its own system does.
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.WaitForExit();
        _process.Dispose();
    }

    private static ServerProcess Run(ProcessStartInfo command)
    {
        ProcessStartInfo start = OperatingSystem.IsLinux() ? WithInterrupts(command) : command;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return new ServerProcess(Process.Start(start)!);
    }

    // Whoever starts the tests in the background of a shell without job control hands an ignored SIGINT on to them and to all their children. See env(1), coreutils 8.31.
    private static ProcessStartInfo WithInterrupts(ProcessStartInfo command)
    {
        const string Option = "--default-signal=INT";
        return command.ArgumentList.Count > 0
            ? new ProcessStartInfo("env", [Option, command.FileName, .. command.ArgumentList])
            : new ProcessStartInfo("env", $"{Option} \"{command.FileName}\" {command.Arguments}");
    }

    private static T Finish<T>(Task<T> task) => task.WaitAsync(Bound).GetAwaiter().GetResult();

    [GeneratedRegex(@"^listening on (\S+) ")]
    private static partial Regex Address();
}
