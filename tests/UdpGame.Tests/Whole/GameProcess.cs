using System.Net;
using System.Text.RegularExpressions;
using Mux.Samples;

namespace UdpGame.Tests;

/// <summary>The sample, started as a user starts it.</summary>
internal sealed partial class GameProcess : IDisposable
{
    private readonly SampleProcess _process;

    private GameProcess(SampleProcess process) => _process = process;

    /// <summary>Where a server listens.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.None, 0);

    /// <inheritdoc cref="SampleProcess.Errors"/>
    public string Errors => _process.Errors;

    /// <summary>Starts a server on a port of the system's choice, and returns once it listens.</summary>
    public static GameProcess Serve(string arguments = "")
    {
        GameProcess server = Start($"server --port 0 {arguments}");
        try
        {
            server.EndPoint = IPEndPoint.Parse(Address().Match(server.ReadLine()).Groups[1].Value);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Starts a client of a server.</summary>
    public static GameProcess Play(IPEndPoint server, string arguments = "") => Start($"client --to {server} {arguments}");

    /// <summary>Starts it with any arguments.</summary>
    public static GameProcess Start(string arguments) => new(SampleProcess.Start("UdpGame", arguments));

    /// <inheritdoc cref="SampleProcess.ReadLine"/>
    public string ReadLine() => _process.ReadLine();

    /// <summary>Waits for a line that a pattern matches.</summary>
    public Match ReadUntil(Regex pattern)
    {
        while (true)
        {
            if (pattern.Match(ReadLine()) is { Success: true } match)
            {
                return match;
            }
        }
    }

    /// <inheritdoc cref="SampleProcess.Signal"/>
    public void Signal(string name) => _process.Signal(name);

    /// <inheritdoc cref="SampleProcess.WaitForEnd"/>
    public (int ExitCode, string Output) WaitForEnd() => _process.WaitForEnd();

    public void Dispose() => _process.Dispose();

    [GeneratedRegex(@"^listening on (\S+) ")]
    private static partial Regex Address();
}
