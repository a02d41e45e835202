using System.Net;
using System.Net.Sockets;
using Mux.Interop;
using Mux.Tests;

namespace Mux.Sockets.Tests;

/// <summary>What errors say: the system's reason and not a neighbour's, and what to do.</summary>
public sealed class ErrorWordsTests
{
    [Fact]
    public void Each_says_what_the_system_said_and_what_to_do()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The numbers are those of Unix.");
        var table = new ErrorTable();
        table.Add<SocketException>(Of(24), ["EMFILE", "ulimit -n"], not: "ENFILE");
        table.Add<SocketException>(Of(23), ["ENFILE", "file-max"], not: "ulimit");
        table.Add<SocketException>(Of(2), ["No such file or directory"], not: "assign"); // Not that an address is not available.
        table.Add<SocketException>(Of(20), "Not a directory");
        table.Add<SocketException>(Of(28), ["No space left on device"], not: "buffer");
        table.Add<SocketException>(Of(13), "Permission denied");
        table.Add<SocketException>(Of(30), ["Read-only file system"], not: "denied");
        table.Add<SocketException>(Of(5), "Input/output error"); // Which no socket meets.
        table.Add<SocketException>(SocketResult.Failed(SocketError.TooManyOpenSockets).ToException(), "ulimit -n");
        table.Add<SocketException>(SocketResult.Failed(SocketError.ConnectionRefused).ToException(), "refused");
        table.Add<InvalidOperationException>(default(SocketResult).ToException(), "no attempt was made");

        table.Add<SocketException>(PipeRefusal.Of(24), ["No pipe", "ulimit -n"], not: "file-max");
        table.Add<SocketException>(PipeRefusal.Of(23), ["No pipe", "file-max", "pipe-user-pages-hard"], not: "ulimit");
        table.Add<SocketException>(PipeRefusal.Of(12), "No pipe", "no memory", "copy");
        table.Add<SocketException>(PipeRefusal.Of(5), "No pipe", "errno 5", "Copy");

        table.Check();
    }

    [Fact]
    public void A_call_a_result_and_a_wait_say_the_same()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The numbers are those of Unix.");

        SocketException call = Assert.Throws<SocketException>(() => SocketCalls.OfThisSystem.ThrowIfFailed(SyscallResult.Failure(2)));

        Assert.Equal(Of(2).Message, call.Message);
        Assert.Equal(Of(2).Message, Assert.Throws<SocketException>(() => SocketResult.Failed(SocketError.AddressNotAvailable, 2).GetCountOrThrow()).Message);
    }

    [Fact]
    public async Task A_connect_to_a_path_that_is_not_there_says_so()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() || OperatingSystem.IsFreeBSD(), "The words are those of Unix.");
        using var running = new RunningLoop(EventMultiplexer.Create());
        using StreamSocket socket = StreamSocket.Open(AddressFamily.Unix);
        var nowhere = new UnixDomainSocketEndPoint(Path.Combine(Path.GetTempPath(), $"mux-{Guid.NewGuid():n}"));

        var failure = await Assert.ThrowsAsync<SocketException>(
            () => running.Loop.InvokeAsync(() => socket.ConnectAsync(nowhere, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken).InTime());

        Assert.Equal("No such file or directory", failure.Message);
    }

    [Fact]
    public void An_address_that_is_longer_than_any_says_how_long_it_is()
    {
        using DatagramSocket socket = DatagramSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = new SocketAddress(AddressFamily.InterNetwork, 200);

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => socket.TrySend([1], address));

        Assert.Contains("200 bytes", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("SocketAddress.Size", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_status_of_Windows_is_not_an_unknown_error() =>
        Assert.Equal("NtCreateFile failed: NTSTATUS 0xC000009A.", new MultiplexerException("NtCreateFile", unchecked((int)0xC000009A)).Message);

    private static Exception Of(int errno) => SocketResult.Failed(SocketCalls.OfThisSystem.ErrorOf(errno), errno).ToException();
}
