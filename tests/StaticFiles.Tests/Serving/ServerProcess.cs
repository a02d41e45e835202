using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Mux.Samples;

namespace StaticFiles.Tests.Serving;

/// <summary>The sample, started as a user starts it, with a site of its own.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    private readonly SampleProcess _process;

    private ServerProcess(SampleProcess process, SiteOnDisk site)
    {
        _process = process;
        Site = site;
    }

    /// <summary>After this long, whatever is waited for has failed.</summary>
    public static TimeSpan Bound => SampleProcess.Bound;

    /// <summary>What it serves.</summary>
    public SiteOnDisk Site { get; }

    /// <summary>The line that says where it listens.</summary>
    public string FirstLine { get; private set; } = "";

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.None, 0);

    /// <summary>The same for an HTTP client.</summary>
    public Uri Address => new($"http://{EndPoint}/");

    /// <inheritdoc cref="SampleProcess.Errors"/>
    public string Errors => _process.Errors;

    /// <summary>Starts it on a port of the system's choice, and returns once it listens.</summary>
    /// <param name="arguments">Further arguments, separated by blanks.</param>
    /// <param name="descriptors">How many descriptors it may have, or null for as many as usual.</param>
    public static ServerProcess StartListening(string arguments = "", int? descriptors = null)
    {
        var site = new SiteOnDisk();
        string all = $"--root {site.Root} --port 0 {arguments}";
        SampleProcess process = descriptors is { } limit
            ? SampleProcess.StartByShell("StaticFiles", all, before: $"ulimit -n {limit} &&")
            : SampleProcess.Start("StaticFiles", all);
        var server = new ServerProcess(process, site);
        try
        {
            server.FirstLine = process.ReadLine();
            server.EndPoint = IPEndPoint.Parse(ListeningOn().Match(server.FirstLine).Groups[1].Value);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>A new connection to it.</summary>
    public Client Connect() => new(EndPoint);

    /// <summary>A new connection to it, of a socket that is prepared before.</summary>
    public Client Connect(Action<Socket> prepare) => new(EndPoint, prepare);

    /// <inheritdoc cref="SampleProcess.Signal"/>
    public void Signal(string name) => _process.Signal(name);

    /// <inheritdoc cref="SampleProcess.WaitForEnd"/>
    public (int ExitCode, string Output) WaitForEnd() => _process.WaitForEnd();

    public void Dispose()
    {
        _process.Dispose();
        Site.Dispose();
    }

    [GeneratedRegex(@"^listening on (\S+) ")]
    private static partial Regex ListeningOn();
}
