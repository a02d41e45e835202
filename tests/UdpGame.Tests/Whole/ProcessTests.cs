using System.Net;
using System.Text.RegularExpressions;

namespace UdpGame.Tests;

public sealed partial class ProcessTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void A_signal_ends_the_server_and_with_it_the_clients(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send to another process.");
        using GameProcess server = GameProcess.Serve();
        using GameProcess client = GameProcess.Play(server.EndPoint, "--players 3");
        client.ReadUntil(Playing());

        server.Signal(signal);
        (int exitCode, string output) = server.WaitForEnd();
        (int clientsExitCode, string clientsOutput) = client.WaitForEnd();

        Assert.Equal((0, 0), (exitCode, clientsExitCode));
        Assert.Matches(@"(?m)^bye; ticks: \d+, .*players joined: 3, left: 0,", output);
        Assert.Matches(@"(?m)^bye; in all received [1-9]", clientsOutput);
        Assert.Equal(("", ""), (server.Errors, client.Errors));
    }

    [Fact]
    public void A_signal_ends_the_client_which_says_bye_to_the_server()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send to another process.");
        using GameProcess server = GameProcess.Serve();
        using GameProcess client = GameProcess.Play(server.EndPoint);
        client.ReadUntil(Playing());

        client.Signal("TERM");
        int clientsExitCode = client.WaitForEnd().ExitCode;
        server.Signal("TERM");
        (int exitCode, string output) = server.WaitForEnd();

        Assert.Equal((0, 0), (exitCode, clientsExitCode));
        Assert.Contains("players joined: 1, left: 1, silent: 0", output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_dropped_is_shown_as_lost()
    {
        using GameProcess server = GameProcess.Serve("--seconds 60");
        using GameProcess client = GameProcess.Play(server.EndPoint, "--players 4 --drop 50 --seconds 4");

        (int exitCode, string output) = client.WaitForEnd();
        Match total = Total().Match(output);

        Assert.Equal(0, exitCode);
        Assert.InRange(Number("lost"), 1, Number("dropped") + (4 * SequenceWindow.Length)); // The network may lose some, too; hardly as many.
        Assert.InRange(Number("received"), 1, long.MaxValue);

        long Number(string name) => long.Parse(total.Groups[name].ValueSpan);
    }

    [Fact]
    public void What_is_delayed_is_shown_as_out_of_order_or_late()
    {
        using GameProcess server = GameProcess.Serve("--rate 200 --seconds 60");
        using GameProcess client = GameProcess.Play(server.EndPoint, "--players 4 --delay 20 --seconds 4");

        (int exitCode, string output) = client.WaitForEnd();
        Match total = Total().Match(output);

        Assert.Equal(0, exitCode);
        Assert.InRange(Number("late"), 1, Number("delayed"));
        Assert.InRange(Number("reordered"), 1, Number("delayed"));
        Assert.InRange(Number("lost"), Number("late"), long.MaxValue); // What is late was given up before.

        long Number(string name) => long.Parse(total.Groups[name].ValueSpan);
    }

    [Fact]
    public void Nobody_listens_is_said_and_ends_the_client_after_a_while()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows nobody says that nobody listens.");
        IPEndPoint nowhere;
        using (var server = new InsideServer(IPAddress.Loopback))
        {
            nowhere = server.EndPoint;
        }

        using GameProcess client = GameProcess.Play(nowhere, "--players 2");
        (int exitCode, _) = client.WaitForEnd();

        Assert.Equal(1, exitCode);
        Assert.Equal($"nobody listens at {nowhere}, trying again{Environment.NewLine}cannot join: nobody listens at {nowhere}{Environment.NewLine}", client.Errors);
    }

    [Fact]
    public void Whoever_finds_no_place_is_told()
    {
        using GameProcess server = GameProcess.Serve("--max-players 1 --seconds 60");
        using GameProcess first = GameProcess.Play(server.EndPoint, "--seconds 60");
        first.ReadUntil(Playing());
        using GameProcess second = GameProcess.Play(server.EndPoint);

        (int exitCode, _) = second.WaitForEnd();

        Assert.Equal(1, exitCode);
        Assert.Equal($"cannot join: the server is full{Environment.NewLine}", second.Errors);
    }

    [Fact]
    public void A_server_and_a_client_whose_time_is_up_end_by_themselves()
    {
        using GameProcess server = GameProcess.Serve("--bind ::1 --rate 200 --seconds 60");
        using GameProcess client = GameProcess.Play(server.EndPoint, "--seconds 2");
        using GameProcess other = GameProcess.Serve("--seconds 1");

        Assert.Equal(0, client.WaitForEnd().ExitCode);
        (int exitCode, string output) = other.WaitForEnd();

        Assert.Equal(0, exitCode);
        Assert.StartsWith("bye; ticks: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_in_use_is_one_line_and_exit_code_1()
    {
        using var taken = new InsideServer(IPAddress.Loopback);
        using GameProcess server = GameProcess.Start($"server --port {taken.EndPoint.Port}");

        (int exitCode, _) = server.WaitForEnd();

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"cannot listen on {taken.EndPoint}: ", server.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "command")]
    [InlineData("server --port 65536", "'--port' is from 0 to 65535, not 65536.")]
    [InlineData("server --rate 0", "'--rate' is from 1 to 1000, not 0.")]
    [InlineData("server --bind here", "'here' is not an IP address.")]
    [InlineData("client --to nowhere", "'nowhere' is not a host and a port")]
    [InlineData("client --drop 101", "'--drop' is from 0 to 100, not 101.")]
    [InlineData("client --delay 101", "'--delay' is from 0 to 100, not 101.")]
    [InlineData("client --players 0", "'--players' is from 1 to 10000, not 0.")]
    public void A_command_line_that_makes_no_sense_is_refused_with_the_reason(string arguments, string reason)
    {
        using GameProcess process = GameProcess.Start(arguments);

        (int exitCode, _) = process.WaitForEnd();

        Assert.Equal(2, exitCode);
        Assert.Contains(reason, process.Errors, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\d+ s: (\d+) of \1 players, received [1-9]")]
    private static partial Regex Playing();

    [GeneratedRegex(@"bye; in all received (?<received>\d+), lost (?<lost>\d+), late (?<late>\d+), duplicated \d+, reordered (?<reordered>\d+)(, dropped here (?<dropped>\d+))?(, delayed here (?<delayed>\d+))?")]
    private static partial Regex Total();
}
