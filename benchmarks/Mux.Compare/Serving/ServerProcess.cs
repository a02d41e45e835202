using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Mux.Compare.Measuring;

namespace Mux.Compare.Serving;

/// <summary>A server that is measured: a process of its own, all of it on one processor.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Process _process;

    private ServerProcess(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    /// <summary>Where it listens on the loopback address.</summary>
    public int Port { get; }

    public int Id => _process.Id;

    /// <summary>Starts it and waits until it says where it listens.</summary>
    /// <param name="processor">Its processor; null for any.</param>
    /// <param name="start">The program.</param>
    public static ServerProcess Start(int? processor, ProcessStartInfo start)
    {
        Process process = Launch(processor, start);
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                return new ServerProcess(process, int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
            }
        }

        throw new InvalidOperationException($"'{start.FileName} {string.Join(' ', start.ArgumentList)}' ended before it listened.");
    }

    /// <summary>Starts one that does not say where it listens.</summary>
    public static ServerProcess Start(int? processor, ProcessStartInfo start, int port) => new(Launch(processor, start), port);

    /// <summary>Asks it for a number.</summary>
    public long Ask(string question)
    {
        _process.StandardInput.WriteLine(question);
        return long.Parse(_process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    /// <summary>Ends it: our own servers end with their input, others are killed.</summary>
    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(Patience))
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    // A process inherits the processors of the thread that starts it.
    private static Process Launch(int? processor, ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        Process? process = null;
        MeasuredThread.Run(processor, () => process = Process.Start(start));
        return process!;
    }

    [GeneratedRegex(@"^listening on (?:\S*:)?(\d+)")]
    private static partial Regex Listening();
}
