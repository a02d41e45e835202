using System.Diagnostics;
using Mux.Compare.Measuring;
using Mux.Compare.Native;

namespace Mux.Compare.Serving;

/// <summary>The program in C that loads all servers alike, on a processor of its own, and reads their processor time from the kernel's accounts.</summary>
internal sealed class LoadProgram(CCompiler compiler, Pinning pinning)
{
    private const string Source = "load.c";

    private readonly string? _program = compiler.TryCompile(Source, out string? whyNot);

    /// <summary>Why there is no load; null when there is.</summary>
    public string? WhyMissing { get; } = compiler.TryCompile(Source, out string? whyNot) is null ? whyNot : null;

    /// <summary>Loads a server to the end.</summary>
    /// <param name="mode">What to do.</param>
    /// <param name="server">The server.</param>
    /// <param name="case">The name of the case.</param>
    /// <param name="arguments">The mode's own arguments.</param>
    public List<Measurement> Run(string mode, ServerProcess server, string @case, params string[] arguments) => PeerProgram.Run(_program!, Arguments(mode, server, @case, arguments));

    /// <summary>Starts to load a server.</summary>
    public Process Start(string mode, ServerProcess server, string @case, params string[] arguments) => PeerProgram.Start(_program!, Arguments(mode, server, @case, arguments));

    private string[] Arguments(string mode, ServerProcess server, string @case, string[] arguments) => [mode, pinning.LoadArgument, $"{server.Id}", $"{server.Port}", @case, .. arguments];
}
