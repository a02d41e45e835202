using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Mux.Samples;

namespace TcpProxy.Tests;

/// <summary>The sample, started as a user starts it.</summary>
internal sealed partial class ProxyProcess : IDisposable
{
    private readonly SampleProcess _process;

    private ProxyProcess(SampleProcess process) => _process = process;

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.None, 0);

    /// <inheritdoc cref="SampleProcess.Errors"/>
    public string Errors => _process.Errors;

    /// <summary>Starts it on a port of the system's choice, and returns once it listens.</summary>
    /// <param name="target">Where it forwards to.</param>
    /// <param name="arguments">Further arguments.</param>
    /// <param name="descriptors">How many descriptors it may have, or null for as many as usual.</param>
    public static ProxyProcess StartListening(string target, string arguments = "", int? descriptors = null)
    {
        string all = $"--listen 0 --to {target} {arguments}";
        var proxy = new ProxyProcess(
            descriptors is { } limit ? SampleProcess.StartByShell("TcpProxy", all, before: $"ulimit -n {limit} &&") : SampleProcess.Start("TcpProxy", all));
        try
        {
            proxy.EndPoint = IPEndPoint.Parse(Address().Match(proxy._process.ReadLine()).Groups[1].Value);
            return proxy;
        }
        catch
        {
            proxy.Dispose();
            throw;
        }
    }

    /// <summary>Starts it with arguments of the fact's choice.</summary>
    public static ProxyProcess Start(string arguments) => new(SampleProcess.Start("TcpProxy", arguments));

    /// <summary>A new connection to it, whose every operation ends within the bound.</summary>
    public Socket Connect()
    {
        Socket socket = Peer.Bounded(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        socket.Connect(EndPoint);
        return socket;
    }

    /// <summary>Waits until it listens no more.</summary>
    public void WaitUntilItRefuses()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        try
        {
            while (clock.Elapsed < SampleProcess.Bound)
            {
                Connect().Dispose();
            }

            Assert.Fail("It goes on listening.");
        }
        catch (SocketException)
        {
            // Refused.
        }
    }

    /// <summary>The most memory that it ever had, in bytes. See proc_pid_status(5).</summary>
    public long PeakMemory() => 1024 * File.ReadLines($"/proc/{_process.Id}/status").Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])).Single();

    /// <inheritdoc cref="SampleProcess.ReadError"/>
    public string ReadError() => _process.ReadError();

    /// <inheritdoc cref="SampleProcess.Signal"/>
    public void Signal(string name) => _process.Signal(name);

    /// <inheritdoc cref="SampleProcess.WaitForEnd"/>
    public (int ExitCode, string Output) WaitForEnd() => _process.WaitForEnd();

    public void Dispose() => _process.Dispose();

    [GeneratedRegex(@"^listening on (\S+), ")]
    private static partial Regex Address();
}
