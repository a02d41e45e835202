using System.Diagnostics;
using System.Globalization;
using Mux.Compare.Measuring;

namespace Mux.Compare.Native;

/// <summary>A peer that is a program in C. It measures itself and prints a line a measurement: case, metric, unit, value.</summary>
internal sealed class CProgram : IPeer
{
    /// <summary>The raw epoll peer of every suite that has one.</summary>
    public const string PeerName = "C epoll";

    private readonly List<(string Program, string[] Arguments)> _runs = [];

    /// <summary>Compiles it.</summary>
    /// <param name="compiler">The compiler.</param>
    /// <param name="name">The name in the tables.</param>
    /// <param name="runs">What makes up a round: files under <c>benchmarks/peers</c>, and what the program is given.</param>
    public CProgram(CCompiler compiler, string name, params (string Source, string[] Arguments)[] runs)
    {
        Name = name;
        foreach ((string source, string[] arguments) in runs)
        {
            if (compiler.TryCompile(source, out string? whyNot) is { } program)
            {
                _runs.Add((program, arguments));
            }
            else
            {
                WhyMissing = whyNot;
            }
        }
    }

    public string Name { get; }

    public string? WhyMissing { get; }

    public IEnumerable<Measurement> Round() => _runs.SelectMany(run => Run(run.Program, run.Arguments));

    private static List<Measurement> Run(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        List<Measurement> measured = [];
        while (process.StandardOutput.ReadLine() is { } line)
        {
            measured.Add(Read(line));
        }

        process.WaitForExit();
        return process.ExitCode == 0 ? measured : throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' ended with {process.ExitCode}.");
    }

    private static Measurement Read(string line) =>
        line.Split('\t') is [var @case, var metric, var unit, var value]
            ? new Measurement(@case, metric, unit, double.Parse(value, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"A C peer printed '{line}', which is no measurement.");
}
