using System.Runtime.InteropServices;

namespace Watch;

/// <summary>Which signals there are to report, and what they are called.</summary>
internal static class WatchedSignals
{
    // .NET has no name for it, but takes a system's own number: asm-generic/signal.h on Linux, sys/signal.h of the BSDs.
    private static readonly PosixSignal User1 = (PosixSignal)(OperatingSystem.IsLinux() ? 10 : 30);

    /// <summary>Those that are only reported.</summary>
    public static IReadOnlyList<PosixSignal> Reported { get; } =
        OperatingSystem.IsWindows() ? [PosixSignal.SIGQUIT] : [User1, PosixSignal.SIGCONT, PosixSignal.SIGWINCH];

    /// <summary>Those that end the program.</summary>
    public static IReadOnlyList<PosixSignal> Ending { get; } = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    /// <summary>As kill(1) has it.</summary>
    public static string NameOf(PosixSignal signal) => signal == User1 ? "SIGUSR1" : signal.ToString();
}
