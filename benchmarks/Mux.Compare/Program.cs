using System.Runtime.InteropServices;
using Mux.Compare;
using Mux.Compare.Measuring;
using Mux.Compare.Native;
using Mux.Compare.Servers;

if (args is [CommandLine.ServeCommand, var server, .. var arguments])
{
    OwnServers.Run(server, arguments);
    return 0;
}

return CommandLine.Invoke(args, Run);

static void Run(ComparisonOptions options)
{
    string machine = $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}, {Environment.ProcessorCount} processors, {options.Rounds} rounds, {(options.Pin ? "pinned" : "not pinned")}";
    Console.WriteLine(machine);
    using var compiler = new CCompiler();
    List<SuiteResult> results = [];
    foreach (string name in options.Suites)
    {
        using Suite suite = Suites.Create(name, compiler, options.Pin ? Pinning.Apart : Pinning.None);
        foreach (string unknown in options.Peers.UnknownTo(suite))
        {
            Console.Error.WriteLine($"{name} has no peer '{unknown}'. It has {string.Join("; ", suite.Peers.Select(peer => peer.Name))}.");
        }

        SuiteResult result = InterleavedRounds.Run(suite, options.Rounds, options.Peers, Console.Error);
        Console.WriteLine();
        Console.WriteLine($"## {suite.Name}");
        Console.WriteLine();
        Table.Write(result, Console.Out);
        if (options.ReportFolder is { } folder)
        {
            Report.Write(result, options.Rounds, machine, folder);
        }

        results.Add(result);
    }

    if (options.JsonFile is { } file)
    {
        JsonReport.Write(results, file);
    }
}
