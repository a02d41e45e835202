namespace Mux.Sockets.Tests;

/// <summary>What is said of the limit on descriptors.</summary>
public sealed class DescriptorLimitTests
{
    [Fact]
    public void It_is_the_limit_of_the_process()
    {
        DescriptorLimit limit = DescriptorLimit.Read();

        if (OperatingSystem.IsLinux())
        {
            string[] words = File.ReadLines("/proc/self/limits").Single(line => line.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(ToCount(words[3]), limit.Soft);
            Assert.Equal(ToCount(words[4]), limit.Hard);
        }
        else
        {
            Assert.Equal(OperatingSystem.IsWindows(), limit.Soft is null);
        }
    }

    [Theory]
    [InlineData(1024, 1024, 960, true)]
    [InlineData(1024, 1024, 961, false)]
    [InlineData(null, null, int.MaxValue, true)]
    public void It_is_enough_or_not(int? soft, int? hard, int connections, bool isEnough) =>
        Assert.Equal(isEnough, new DescriptorLimit(soft, hard).For(connections).IsEnough);

    [Fact]
    public void Connections_may_need_more_than_one_each()
    {
        var limit = new DescriptorLimit(1024, 1024);

        Assert.True(limit.For(480, descriptorsEach: 2).IsEnough);
        Assert.Equal(1026, limit.For(481, descriptorsEach: 2).Needed);
        Assert.False(limit.For(481, descriptorsEach: 2).IsEnough);
        Assert.Throws<ArgumentOutOfRangeException>("descriptorsEach", () => limit.For(1, 0));
    }

    [Fact]
    public void What_to_do_depends_on_the_hard_limit()
    {
        string raiseSoft = new DescriptorLimit(1024, 100_000).For(10_000).Message;
        string raiseBoth = new DescriptorLimit(1024, 4096).For(10_000).Message;

        Assert.Equal(
            "The limit on open descriptors is 1024, and 10000 connections need 10064: raise it where the process is started ('ulimit -n 10064', or LimitNOFILE=10064 of its systemd unit), or allow fewer connections.",
            raiseSoft);
        Assert.Equal(
            "The limit on open descriptors is 1024, and 10000 connections need 10064: the hard limit is 4096, so raise both where the process is started (as root 'ulimit -Hn 10064', or LimitNOFILE=10064 of its systemd unit), or allow fewer connections.",
            raiseBoth);
    }

    [Fact]
    public void An_acceptor_that_is_to_have_more_connections_than_the_process_may_open_warns()
    {
        Assert.SkipWhen(DescriptorLimit.Read().Soft is null, "This process may open as many descriptors as it likes.");
        var log = new RecordingLog();

        using var server = new GuardedServer(EventMultiplexer.Create(), new ConnectionAcceptorOptions { MaxConnections = int.MaxValue, LoggerFactory = log });

        Assert.Equal(DescriptorLimit.Read().For(int.MaxValue).Message, Assert.Single(log.Of(3)).Message);
    }

    [Fact]
    public void An_acceptor_reckons_with_what_else_a_connection_opens()
    {
        long? limit = DescriptorLimit.Read().Soft;
        Assert.SkipWhen(limit is null or > int.MaxValue, "This process may open as many descriptors as it likes.");
        int enough = (int)limit - DescriptorLimit.Overhead;
        var log = new RecordingLog();

        using (new GuardedServer(EventMultiplexer.Create(), new ConnectionAcceptorOptions { MaxConnections = enough, LoggerFactory = log }))
        {
            Assert.Empty(log.Of(3));
        }

        using (new GuardedServer(EventMultiplexer.Create(), new ConnectionAcceptorOptions { MaxConnections = enough, DescriptorsPerConnection = 2, LoggerFactory = log }))
        {
            Assert.Equal(DescriptorLimit.Read().For(enough, 2).Message, Assert.Single(log.Of(3)).Message);
        }
    }

    private static long? ToCount(string word) => word == "unlimited" ? null : long.Parse(word);
}
