using System.Net;
using System.Net.Sockets;
using Mux.Interop;

namespace Mux.Sockets.Tests;

/// <summary>What errors say: the system's reason and not a neighbour's, and what to do.</summary>
public sealed class ErrorWordsTests
{
    [Theory]
    [InlineData(24, "EMFILE")]
    [InlineData(23, "ENFILE")]
    [InlineData(2, "No such file or directory")] // Not that an address is not available.
    [InlineData(28, "No space left on device")]
    public void A_call_that_failed_is_told_in_the_words_of_its_own_number(int errno, string words)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "numbers of Unix");

        SocketException failure = Assert.Throws<SocketException>(() => SocketCalls.OfThisSystem.ThrowIfFailed(SyscallResult.Failure(errno)));

        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_attempt_that_found_no_descriptor_does_not_blame_the_system()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such limit");

        Assert.Contains("ulimit -n", Assert.Throws<SocketException>(() => SocketResult.Failed(SocketError.TooManyOpenSockets).OrThrow()).Message, StringComparison.Ordinal);
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
}
