using System.Net.Sockets;

namespace Mux.Sockets.Tests;

/// <summary>Socket options, as the class library sees them.</summary>
public sealed class StreamOptionTests : IDisposable
{
    private readonly StreamPair _pair = StreamPair.OnLoopback();

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void No_delay_is_set()
    {
        Assert.False(_pair.Left.NoDelay);

        _pair.Left.NoDelay = true;

        Assert.True(_pair.Left.NoDelay);
        Assert.True(View().NoDelay);
    }

    [Fact]
    public void Keep_alive_is_set_with_its_times()
    {
        Exception? refusal = Record.Exception(() => _pair.Left.SetKeepAlive(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5), 4));
        Assert.SkipWhen(Wine.IsThis && refusal is SocketException { SocketErrorCode: SocketError.ProtocolOption }, "this version of Wine has no TCP_KEEPIDLE");

        Assert.Null(refusal);
        Assert.True(_pair.Left.KeepAlive);
        Socket view = View();
        Assert.Equal(30, view.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime));
        Assert.Equal(5, view.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval));
        Assert.Equal(4, view.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount));
    }

    [Fact]
    public void Keep_alive_has_its_ranges()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _pair.Left.SetKeepAlive(TimeSpan.Zero, TimeSpan.FromSeconds(1), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _pair.Left.SetKeepAlive(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _pair.Left.SetKeepAlive(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 0));
        Assert.False(_pair.Left.KeepAlive);
    }

    [Fact]
    public void Linger_is_set_and_taken_back()
    {
        Assert.Null(_pair.Left.Linger);
        _pair.Left.Linger = TimeSpan.FromSeconds(7);
        Assert.Equal(TimeSpan.FromSeconds(7), _pair.Left.Linger);
        _pair.Left.Linger = null;
        Assert.Null(_pair.Left.Linger);
        Assert.Throws<ArgumentOutOfRangeException>(() => _pair.Left.Linger = TimeSpan.FromSeconds(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _pair.Left.Linger = TimeSpan.FromDays(1));
    }

    [Fact]
    public void A_socket_that_lingers_ceases_to_when_it_is_closed()
    {
        var calls = new FaultySocketCalls();
        int? atClose = null;
        calls.Closing = socket =>
        {
            calls.GetLinger(socket, out int seconds);
            atClose = seconds;
        };
        using var pair = StreamPair.OnLoopback(calls);
        pair.Left.Linger = TimeSpan.FromSeconds(7);

        pair.Left.Dispose();

        Assert.Equal(-1, atClose);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Closing_waits_for_no_peer_however_long_the_socket_lingers(bool isAdopted)
    {
        StreamSocket closed = isAdopted ? StreamSocket.Adopt(_pair.Left.ToSocket()) : _pair.Left;
        closed.Linger = TimeSpan.FromSeconds(60_000);
        while (closed.TrySend(new byte[64 * 1024]).IsDone)
        {
            // The peer reads none of it.
        }

        await Task.Run(closed.Dispose, TestContext.Current.CancellationToken).InTime();
    }

    [Fact]
    public void Buffers_have_at_least_the_size_that_was_asked_for()
    {
        _pair.Left.ReceiveBufferSize = 20_000;
        _pair.Left.SendBufferSize = 30_000;

        Assert.InRange(_pair.Left.ReceiveBufferSize, 20_000, 40_000); // Linux doubles them.
        Assert.InRange(_pair.Left.SendBufferSize, 30_000, 60_000);
    }

    [Fact]
    public void A_pending_error_is_taken_once()
    {
        Assert.SkipWhen(Resets.LookLikeEnds, Resets.AreLostOnWine);
        _pair.Right.Abort();
        _pair.Left.Await(SelectMode.SelectRead);

        Assert.Equal(SocketError.ConnectionReset, _pair.Left.TakeError());
        Assert.Equal(SocketError.Success, _pair.Left.TakeError());
    }

    private Socket View() => new(new SafeSocketHandle(_pair.Left.Handle.DangerousGetHandle(), ownsHandle: false));
}
