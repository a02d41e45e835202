using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Mux.LinuxNative;

namespace Mux.Sockets.Tests;

/// <summary>A process that has run out of descriptors: a child, since nothing else may run there.</summary>
[OnLinux]
public sealed class OutOfDescriptorsTests
{
    private const int Limit = 400; // What the child may have open: some for the runtime and the facts' runner, and the rest is taken away.
    private const int Peers = 20;
    private const int Left = 8; // Four of these the reserve holds back.

    [Fact]
    public async Task Peers_are_refused_until_descriptors_come_back()
    {
        string assembly = typeof(OutOfDescriptorsTests).Assembly.Location;
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var command = new ProcessStartInfo("/bin/sh", ["-c", $"ulimit -n {Limit} && exec '{dotnet}' '{assembly}' -explicit only -method '*.{nameof(In_the_child)}'"]) { RedirectStandardOutput = true };

        using Process child = Process.Start(command)!;
        Task<string> output = child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        string said = await output.WaitAsync(3 * Bound.Hang, TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(child.ExitCode == 0, said);
        Assert.Contains("Total: 1,", said, StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public void In_the_child()
    {
        var log = new RecordingLog();
        using var server = new GuardedServer(EventMultiplexer.Create(), new ConnectionAcceptorOptions { LoggerFactory = log });
        server.Connect();
        server.Next(); // All that this needs has been loaded.
        Stack<SafeFileHandle> taken;
        Socket[] peers;
        using (server.Running.Hold()) // Nobody is accepted meanwhile.
        {
            peers = server.Flood(Peers);
            taken = TakeAll();
            for (int i = 0; i < Left; i++)
            {
                taken.Pop().Dispose();
            }
        }

        server.AwaitDecisions(1 + Peers);
        int refused = (int)server.Acceptor.RefusedFor(RefusalReason.OutOfResources);
        bool[] reset = [.. peers[^refused..].Select(GuardedServer.IsReset)];
        while (taken.TryPop(out SafeFileHandle? handle))
        {
            handle.Dispose();
        }

        server.Connect();
        BoundedTasks.Await(() => server.Acceptor.Accepted == 1 + Peers - refused + 1, "It does not recover.");

        Assert.InRange(refused, Peers - Left + 4, Peers);
        Assert.DoesNotContain(false, reset);
        Assert.Single(log.Of(1));
    }

    private static Stack<SafeFileHandle> TakeAll()
    {
        var taken = new Stack<SafeFileHandle>();
        try
        {
            while (true)
            {
                taken.Push(File.OpenHandle("/dev/null"));
            }
        }
        catch (IOException)
        {
            return taken; // There are no more.
        }
    }
}
