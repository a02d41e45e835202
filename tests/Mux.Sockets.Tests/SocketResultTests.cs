using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Mux.Sockets.Tests;

/// <summary>The value that attempts come to.</summary>
public sealed class SocketResultTests
{
    [Fact]
    public void Each_outcome_is_told_from_the_others()
    {
        Assert.Equal((true, false, false, false, 5, SocketError.Success), Parts(SocketResult.Done(5)));
        Assert.Equal((true, false, false, false, 5, SocketError.MessageSize), Parts(SocketResult.Truncated(5)));
        Assert.Equal((false, true, false, false, 0, SocketError.WouldBlock), Parts(SocketResult.Blocked()));
        Assert.Equal((false, false, true, false, 0, SocketError.Success), Parts(SocketResult.Closed()));
        Assert.Equal((false, false, false, true, 0, SocketError.ConnectionReset), Parts(SocketResult.Failed(SocketError.ConnectionReset, 104)));
        Assert.Equal((false, false, false, true, 0, SocketError.SocketError), Parts(SocketResult.Failed(SocketError.SocketError)));
    }

    [Fact]
    public void The_default_value_is_no_success()
    {
        Assert.Equal((false, false, false, true, 0, SocketError.SocketError), Parts(default));
        Assert.NotEqual(SocketResult.Failed(SocketError.SocketError), default);
        Assert.Contains("no attempt", Assert.Throws<InvalidOperationException>(() => default(SocketResult).GetCountOrThrow()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Failures_for_the_same_reason_are_equal() =>
        Assert.Equal(SocketResult.Failed(SocketError.AddressNotAvailable, 2), SocketResult.Failed(SocketError.AddressNotAvailable, 20));

    [Fact]
    public void Only_one_of_the_questions_is_answered_by_yes()
    {
        foreach (SocketResult result in new[] { SocketResult.Done(0), SocketResult.Truncated(1), SocketResult.Blocked(), SocketResult.Closed(), SocketResult.Failed(SocketError.MessageSize), default })
        {
            Assert.Single(new[] { result.IsDone, result.WouldBlock, result.IsClosed, result.IsFailed }, answer => answer);
        }

        Assert.True(SocketResult.Truncated(1).IsTruncated);
        Assert.False(SocketResult.Failed(SocketError.MessageSize).IsTruncated);
    }

    [Fact]
    public void Whoever_does_not_expect_failures_gets_the_count_or_an_exception()
    {
        Assert.Equal(7, SocketResult.Done(7).GetCountOrThrow());
        Assert.Equal(0, SocketResult.Closed().GetCountOrThrow());
        Assert.Equal(SocketError.ConnectionReset, Assert.Throws<SocketException>(() => SocketResult.Failed(SocketError.ConnectionReset).GetCountOrThrow()).SocketErrorCode);
        Assert.Equal(SocketError.WouldBlock, Assert.Throws<SocketException>(() => SocketResult.Blocked().GetCountOrThrow()).SocketErrorCode);
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

    private static (bool IsDone, bool WouldBlock, bool IsClosed, bool IsFailed, int Count, SocketError Error) Parts(SocketResult result) =>
        (result.IsDone, result.WouldBlock, result.IsClosed, result.IsFailed, result.Count, result.Error);
}
