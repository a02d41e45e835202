using System.Diagnostics;
using System.Globalization;
using Mux.Compare.Measuring;

namespace Mux.Compare.Native;

/// <summary>A program that measures, and prints a line a measurement: case, metric, unit, value.</summary>
internal static class PeerProgram
{
    /// <summary>Runs it to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed, or printed something else.</exception>
    public static List<Measurement> Run(string program, params string[] arguments)
    {
        using Process process = Start(program, arguments);
        return ReadAll(process);
    }

    /// <summary>Reads what one that was started prints, to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed, or printed something else.</exception>
    public static List<Measurement> ReadAll(Process process)
    {
        List<Measurement> measured = ReadUntil(process, lastLine: null);
        AwaitEnd(process);
        return measured;
    }

    /// <summary>Reads what one that was started prints, up to a line that is no measurement, or to its end.</summary>
    public static List<Measurement> ReadUntil(Process process, string? lastLine)
    {
        List<Measurement> measured = [];
        while (process.StandardOutput.ReadLine() is { } line && line != lastLine)
        {
            measured.Add(Read(line));
        }

        return measured;
    }

    /// <summary>Waits until one that was started has ended well.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static void AwaitEnd(Process process)
    {
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)}' ended with {process.ExitCode}.");
        }
    }

    /// <summary>Starts it, with its input and output here.</summary>
    public static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    /// <summary>Reads one of its lines.</summary>
    public static Measurement Read(string line) =>
        line.Split('\t') is [var @case, var metric, var unit, var value]
            ? new Measurement(@case, metric, unit, double.Parse(value, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"A C peer printed '{line}', which is no measurement.");
}
