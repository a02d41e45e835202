using System.ComponentModel;
using System.Diagnostics;

namespace Watch;

/// <summary>Runs what a user wrote.</summary>
internal static class Shell
{
    /// <summary>Starts a command in the system's shell, without input: that is this program's to read.</summary>
    public static Process Start(string command)
    {
        ProcessStartInfo start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe", $"/d /s /c \"{command}\"")
            : new ProcessStartInfo("/bin/sh", ["-c", command]);
        start.RedirectStandardInput = true;
        Process process = Process.Start(start)!;
        process.StandardInput.Dispose();
        return process;
    }

    /// <summary>Ends it, with all that it has started; nothing when it has ended.</summary>
    public static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception refusal) when (refusal is Win32Exception or AggregateException)
        {
            // Some of it runs as another user, by sudo for example: not ours to end.
        }
    }
}
