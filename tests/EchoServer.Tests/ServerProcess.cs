using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Mux.Samples;

namespace EchoServer.Tests;

/// <summary>The sample, started as a user starts it.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    /// <summary>After this long, whatever is waited for has failed.</summary>
    public static readonly TimeSpan Bound = SampleProcess.Bound;

    // The command that starts another build of the sample, such as one for Windows under Wine: a program, and the first of its arguments.
    private static readonly string[]? OtherBuild = Environment.GetEnvironmentVariable("MUX_TEST_ECHO_SERVER")?.Split(' ', 2);

    private readonly SampleProcess _process;

    private ServerProcess(SampleProcess process) => _process = process;

    /// <summary>The line that says where it listens, once <see cref="StartListening"/> has seen it.</summary>
    public string FirstLine { get; private set; } = "";

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.None, 0);

    /// <inheritdoc cref="SampleProcess.Errors"/>
    /// <remarks>Without what Wine's own server lists there when it is ended with something open: an address, a number of references, and what it was.</remarks>
    public string Errors => OtherBuild is null ? _process.Errors : ListedByWine().Replace(_process.Errors, "");

    /// <summary>Starts it on a port of the system's choice, and returns once it listens.</summary>
    /// <param name="arguments">Further arguments, separated by blanks.</param>
    /// <param name="descriptors">How many descriptors it may have, or null for as many as usual.</param>
    public static ServerProcess StartListening(string arguments = "", int? descriptors = null)
    {
        ServerProcess server = Start($"--port 0 {arguments}", descriptors);
        try
        {
            server.FirstLine = server._process.ReadLine();
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
            return new ServerProcess(SampleProcess.Start(new ProcessStartInfo(program, $"{first} {arguments}")));
        }

        return new ServerProcess(
            descriptors is { } limit ? SampleProcess.StartByShell("EchoServer", arguments, before: $"ulimit -n {limit} &&") : SampleProcess.Start("EchoServer", arguments));
    }

    /// <summary>A new connection to it.</summary>
    public Client Connect() => new(EndPoint);

    /// <inheritdoc cref="SampleProcess.ReadError"/>
    public string ReadError() => _process.ReadError();

    /// <inheritdoc cref="SampleProcess.Signal"/>
    public void Signal(string name) => _process.Signal(OtherBuild is null ? name : "INT"); // Wine makes Ctrl+C of an interrupt, and knows no other signal that a program could hear of.

    /// <inheritdoc cref="SampleProcess.WaitForEnd"/>
    public (int ExitCode, string Output) WaitForEnd() => _process.WaitForEnd();

    public void Dispose() => _process.Dispose();

    [GeneratedRegex(@"^listening on (\S+) ")]
    private static partial Regex Address();

    [GeneratedRegex(@"^0x[0-9a-f]+:\d+: .*\n", RegexOptions.Multiline)]
    private static partial Regex ListedByWine();
}
