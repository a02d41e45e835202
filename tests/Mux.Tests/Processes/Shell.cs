using System.Diagnostics;
using System.Globalization;

namespace Mux.Tests;

/// <summary>A child process that runs until it is told how to exit: the system's shell.</summary>
internal sealed class Shell : IDisposable
{
    public Shell() => Process = Process.Start(new ProcessStartInfo(OperatingSystem.IsWindows() ? "cmd" : "sh")
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        UseShellExecute = false,
    })!;

    public Process Process { get; }

    public void Exit(int code)
    {
        Process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"exit {code}"));
        Process.StandardInput.Flush();
    }

    public void Dispose()
    {
        if (!Process.HasExited)
        {
            Process.Kill();
        }

        Process.Dispose();
    }
}
