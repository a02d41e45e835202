using System.Diagnostics;
using System.Globalization;

namespace Mux.Tests;

/// <summary>For facts that send signals to the process they run in: no other fact runs beside them.</summary>
[CollectionDefinition(nameof(SignalsOfThisProcess), DisableParallelization = true)]
public sealed class SignalsOfThisProcess
{
    /// <summary>Linux numbers of signals that nobody else uses here; both end a process by default.</summary>
    public const int User1 = 10;

    public const int User2 = 12;

    private const int HangUp = 1;

    public static void SkipWhereNobodyCanSendThem() =>
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no kill(1): only a console can send its few signals, and to all of its processes at once.");

    /// <summary>Sends one to this process by kill(1), and returns once that is done.</summary>
    public static void Send(string signal)
    {
        using Process kill = Process.Start("kill", ["-s", signal, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]);
        Assert.True(kill.WaitForExit(Bound.Hang), "kill(1) hangs.");
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Whether this process has a handler for a signal: without one, the signal does what it does by default. See proc_pid_status(5).</summary>
    public static bool IsCaught(int signal) => IsIn("SigCgt:", signal);

    /// <summary>Skips where whoever started the tests has hang-ups ignored, as nohup(1) does: .NET then leaves them so, and no handler hears of one.</summary>
    public static void SkipWhereHangUpsAreIgnored() =>
        Assert.SkipWhen(OperatingSystem.IsLinux() && IsIn("SigIgn:", HangUp), "Whoever started the tests has SIGHUP ignored, and .NET leaves that as it is.");

    private static bool IsIn(string set, int signal)
    {
        string line = File.ReadLines("/proc/self/status").Single(text => text.StartsWith(set, StringComparison.Ordinal));
        ulong signals = ulong.Parse(line[set.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (signals >> (signal - 1) & 1) != 0;
    }
}
