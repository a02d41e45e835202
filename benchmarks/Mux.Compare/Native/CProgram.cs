using Mux.Compare.Measuring;

namespace Mux.Compare.Native;

/// <summary>A peer that is a program in C. It measures itself and prints a line a measurement: case, metric, unit, value.</summary>
internal sealed class CProgram : IPeer
{
    /// <summary>The raw epoll peer of every suite that has one.</summary>
    public const string PeerName = "C epoll";

    /// <summary>The same in a process of two threads, one of which sleeps: what the kernel spares a process of one is not spared that.</summary>
    public const string ThreadedPeerName = "C epoll, 2 threads";

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

    public IEnumerable<Measurement> Round() => _runs.SelectMany(run => PeerProgram.Run(run.Program, run.Arguments));
}
