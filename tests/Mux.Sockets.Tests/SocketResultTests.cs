using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Mux.Sockets.Tests;

/// <summary>The value that attempts come to.</summary>
public sealed class SocketResultTests
{
    [Fact]
    public void Each_outcome_is_told_from_the_others()
    {
        Assert.Equal((SocketOutcome.Done, 5, SocketError.Success), Parts(SocketResult.Done(5)));
        Assert.Equal((SocketOutcome.Done, 0, SocketError.Success), Parts(default));
        Assert.Equal((SocketOutcome.Done, 5, SocketError.MessageSize), Parts(SocketResult.Truncated(5)));
        Assert.Equal((SocketOutcome.WouldBlock, 0, SocketError.WouldBlock), Parts(SocketResult.Blocked()));
        Assert.Equal((SocketOutcome.Closed, 0, SocketError.Success), Parts(SocketResult.Closed()));
        Assert.Equal((SocketOutcome.Failed, 0, SocketError.ConnectionReset), Parts(SocketResult.Failed(SocketError.ConnectionReset)));
    }

    [Fact]
    public void Only_one_of_the_questions_is_answered_by_yes()
    {
        foreach (SocketResult result in new[] { SocketResult.Done(0), SocketResult.Truncated(1), SocketResult.Blocked(), SocketResult.Closed(), SocketResult.Failed(SocketError.MessageSize) })
        {
            Assert.Single(new[] { result.IsDone, result.WouldBlock, result.IsClosed, result.IsFailed }, answer => answer);
        }

        Assert.True(SocketResult.Truncated(1).IsTruncated);
        Assert.False(SocketResult.Failed(SocketError.MessageSize).IsTruncated);
    }

    [Fact]
    public void Whoever_does_not_expect_failures_gets_the_count_or_an_exception()
    {
        Assert.Equal(7, SocketResult.Done(7).OrThrow());
        Assert.Equal(0, SocketResult.Closed().OrThrow());
        Assert.Equal(SocketError.ConnectionReset, Assert.Throws<SocketException>(() => SocketResult.Failed(SocketError.ConnectionReset).OrThrow()).SocketErrorCode);
        Assert.Equal(SocketError.WouldBlock, Assert.Throws<SocketException>(() => SocketResult.Blocked().OrThrow()).SocketErrorCode);
    }

    [Fact]
    public void It_fits_a_register() => Assert.Equal(8, Unsafe.SizeOf<SocketResult>());

    [Fact]
    public void It_is_read_in_logs()
    {
        Assert.Equal("Done: 3", SocketResult.Done(3).ToString());
        Assert.Equal("Done: 3, truncated", SocketResult.Truncated(3).ToString());
        Assert.Equal("WouldBlock", SocketResult.Blocked().ToString());
        Assert.Equal("Closed", SocketResult.Closed().ToString());
        Assert.Equal("Failed: ConnectionReset", SocketResult.Failed(SocketError.ConnectionReset).ToString());
    }

    private static (SocketOutcome Outcome, int Count, SocketError Error) Parts(SocketResult result) => (result.Outcome, result.Count, result.Error);
}
