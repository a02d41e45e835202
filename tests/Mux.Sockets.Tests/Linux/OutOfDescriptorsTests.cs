using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Mux.LinuxNative;

namespace Mux.Sockets.Tests;

/// <summary>A process that has run out of descriptors: a child, since nothing else may run there.</summary>
[OnLinux]
[SupportedOSPlatform("linux")]
public sealed class OutOfDescriptorsTests
{
    private const int Limit = 400; // What the child may have open: some for the runtime and the facts' runner, and the rest is taken away.
    private const int Peers = 20;
    private const int Left = 8; // Four of these the reserve holds back.

    [Theory]
    [InlineData(nameof(In_a_child_peers_are_refused_until_descriptors_come_back))]
    [InlineData(nameof(In_a_child_every_call_says_so_and_works_again))]
    public async Task A_child_without_descriptors_comes_through(string fact)
    {
        string assembly = typeof(OutOfDescriptorsTests).Assembly.Location;
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var command = new ProcessStartInfo("/bin/sh", ["-c", $"ulimit -n {Limit} && exec '{dotnet}' '{assembly}' -explicit only -method '*.{fact}'"]) { RedirectStandardOutput = true };

        using Process child = Process.Start(command)!;
        Task<string> output = child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        string said = await output.WaitAsync(3 * Bound.Hang, TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(child.ExitCode == 0, said);
        Assert.Contains("Total: 1,", said, StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public async Task In_a_child_every_call_says_so_and_works_again()
    {
        CancellationToken test = TestContext.Current.CancellationToken;
        using var running = new RunningLoop(EventMultiplexer.Create());
        using StreamListener listener = StreamListener.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        using StreamSocket first = StreamSocket.Open(AddressFamily.InterNetwork);
        using StreamSocket second = StreamSocket.Open(AddressFamily.InterNetwork);
        first.TryConnect(listener.LocalEndPoint!);
        second.TryConnect(listener.LocalEndPoint!);
        Action[] openings = [OpenStream, OpenDatagram, OpenPipe];
        Array.ForEach(openings, open => open());
        await RehearseAsync();

        Stack<SafeFileHandle> taken = TakeAll();
        SocketError[] refusals = [.. openings.Select(ErrorOf)];
        bool isAccepted = listener.TryAccept(out _, out SocketError accept);
        SocketError awaited = await running.Loop.InvokeAsync(() => ErrorOfAcceptAsync(listener), test).InTime();
        while (taken.TryPop(out SafeFileHandle? handle))
        {
            handle.Dispose();
        }

        Assert.All(refusals, refusal => Assert.Equal(SocketError.TooManyOpenSockets, refusal));
        Assert.False(isAccepted);
        Assert.Equal(SocketError.TooManyOpenSockets, accept);
        Assert.Equal(SocketError.TooManyOpenSockets, awaited);
        Array.ForEach(openings, open => open());
        listener.AcceptOne().Dispose();
        (await running.Loop.InvokeAsync(() => listener.AcceptAsync(test).AsTask(), test).InTime()).Dispose();
    }

    [Fact(Explicit = true)]
    public void In_a_child_peers_are_refused_until_descriptors_come_back()
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

    private static void OpenStream() => StreamSocket.Open(AddressFamily.InterNetwork).Dispose();

    private static void OpenDatagram() => DatagramSocket.Open(AddressFamily.InterNetwork).Dispose();

    private static void OpenPipe() => new SplicePipe().Dispose();

    // What the runtime opens for its first exception and its first timer, it opens now.
    private static async Task RehearseAsync()
    {
        _ = ErrorOf(() => throw new SocketException((int)SocketError.TooManyOpenSockets));
        await Assert.ThrowsAsync<TimeoutException>(() => new TaskCompletionSource().Task.WaitAsync(TimeSpan.FromMilliseconds(1)));
    }

    private static SocketError ErrorOf(Action open)
    {
        try
        {
            open();
            return SocketError.Success;
        }
        catch (SocketException refusal)
        {
            _ = refusal.Message;
            return refusal.SocketErrorCode;
        }
    }

    private static async Task<SocketError> ErrorOfAcceptAsync(StreamListener listener)
    {
        try
        {
            (await listener.AcceptAsync()).Dispose();
            return SocketError.Success;
        }
        catch (SocketException refusal)
        {
            return refusal.SocketErrorCode;
        }
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
